import { takeFile } from '#app/api/take-file.ts';
import { addSample } from '#server/domain/templates/add-sample.ts';
import { addSampleInput } from '#server/domain/templates/schema.ts';

/** Takes an example of what the header of a template will show, as the body itself. */
export function POST(request: Request): Promise<Response> {
  return takeFile(request, ({ query, ...said }) => {
    const [channelId, kind] = [query.get('channel'), query.get('kind')];
    const input = addSampleInput.safeParse({ ...said, channelId, kind });
    if (!input.success) return null;
    return (ctx, content) => addSample(ctx, { ...input.data, content });
  });
}
