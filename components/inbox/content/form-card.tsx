import { ClipboardList } from 'lucide-react';
import { answersOf } from '#components/inbox/content/content-words.ts';
import type { ContentOf } from '#components/inbox/types.ts';

/** What somebody answered in a form, question by question. */
export function FormCard({ form }: { form: ContentOf<'form'>['form'] }) {
  const answers = answersOf(form);
  return (
    <div className="grid max-w-full gap-2">
      <span className="flex items-center gap-2 font-medium">
        <ClipboardList aria-hidden />
        {form.name === undefined || form.name === 'flow' ? 'Answers to a form' : form.name}
      </span>
      {answers.length === 0 ? (
        <span className="text-muted-foreground">Sent without an answer.</span>
      ) : (
        <dl className="grid gap-1.5">
          {answers.map(({ label, answer }, index) => (
            <div key={index}>
              <dt dir="auto" className="text-caption text-muted-foreground">
                {label}
              </dt>
              <dd dir="auto" className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                {answer}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
