import { ExternalLink, MapPin } from 'lucide-react';
import { coordinates, mapAddress, webAddress } from '#components/inbox/content/content-words.ts';
import type { ContentOf } from '#components/inbox/types.ts';

/** A place in words; its map is drawn by the application that the link opens, and by nobody before. */
export function LocationCard({ place }: { place: ContentOf<'location'>['place'] }) {
  const url = webAddress(place.url);
  return (
    <span className="flex max-w-full items-start gap-2.5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-background text-primary-text">
        <MapPin aria-hidden />
      </span>
      <span className="grid min-w-0 gap-0.5">
        <span dir="auto" className="font-medium [overflow-wrap:anywhere]">
          {place.name ?? 'Location'}
        </span>
        {place.address === undefined ? null : (
          <span dir="auto" className="[overflow-wrap:anywhere] text-muted-foreground">
            {place.address}
          </span>
        )}
        <span className="text-caption text-muted-foreground tabular-nums">
          {coordinates(place)}
        </span>
        <a
          href={mapAddress(place)}
          target="_blank"
          rel="noopener noreferrer"
          className="flex min-h-6 items-center gap-1 underline-offset-2 hover:underline"
        >
          Open in Maps
          <ExternalLink aria-hidden className="size-3.5!" />
        </a>
        {url === null ? null : (
          <a
            href={url}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="flex min-h-6 items-center gap-1 underline-offset-2 hover:underline"
          >
            Open its page
            <ExternalLink aria-hidden className="size-3.5!" />
          </a>
        )}
      </span>
    </span>
  );
}
