import {
  AtSign,
  CircleDashed,
  EyeOff,
  FileQuestion,
  Film,
  Heart,
  Link,
  ListChecks,
  Megaphone,
  Reply,
  Share2,
  Smartphone,
} from 'lucide-react';
import type { Happening } from '#components/sandbox/happenings.ts';
import type { InstagramDeed } from '#components/sandbox/said-content.ts';
import type { Try } from '#components/sandbox/try-list.tsx';
import { textTries } from '#components/sandbox/tries.ts';
import type { Trying } from '#components/sandbox/tries.ts';

const story = { id: '17890000000000001', url: 'https://www.instagram.com/stories/luxesalon/1/' };

const DEEDS: (Omit<Try, 'press'> & { deed: InstagramDeed })[] = [
  {
    label: 'Answer a story',
    Icon: Reply,
    deed: { type: 'story_reply', text: 'Love this colour!', story },
  },
  {
    label: 'Mention the business in a story',
    Icon: AtSign,
    deed: { type: 'story_mention', url: 'https://www.instagram.com/stories/camila/1/' },
  },
  {
    label: 'Share a post',
    Icon: Share2,
    deed: {
      type: 'share',
      url: 'https://www.instagram.com/p/summer-cuts/',
      id: '17890000000000002',
      title: 'Summer cuts',
    },
  },
  {
    label: 'Share a reel',
    Icon: Film,
    deed: {
      type: 'reel',
      url: 'https://www.instagram.com/reel/balayage/',
      id: '17890000000000003',
      title: 'Balayage in a minute',
    },
  },
  {
    label: 'Share a story',
    Icon: CircleDashed,
    deed: {
      type: 'attachments',
      attachments: [
        {
          type: 'ig_story',
          payload: {
            story_media_id: '17890000000000004',
            story_media_url: 'https://www.instagram.com/stories/luxesalon/2/',
          },
        },
      ],
    },
  },
  { label: 'Send a like', Icon: Heart, deed: { type: 'like' } },
  {
    label: 'Send a photo to be seen once',
    Icon: EyeOff,
    deed: { type: 'attachments', attachments: [{ type: 'ephemeral' }] },
  },
  {
    label: 'Tap an ice-breaker',
    Icon: ListChecks,
    deed: { type: 'postback', title: 'What are your prices?', payload: 'PRICES' },
  },
  {
    label: 'Come from an ad',
    Icon: Megaphone,
    deed: { type: 'referral', ref: 'summer-cuts', ad_id: '120226305854810726' },
  },
  {
    label: 'Come through a link',
    Icon: Link,
    deed: { type: 'referral', ref: 'window-sticker' },
  },
  {
    label: 'Send what cannot be passed on',
    Icon: FileQuestion,
    deed: { type: 'unsupported' },
  },
  {
    label: 'Be answered from the business’s phone',
    Icon: Smartphone,
    deed: { type: 'echo', text: 'Yes, we do. Shall I book it for you?' },
  },
];

/** What is worth trying as this person on Instagram. */
export function instagramTries(page: Pick<Trying, 'deeds' | 'hear' | 'onTry'>): Try[] {
  return [
    ...textTries(page),
    ...DEEDS.map(({ deed, ...one }) => ({
      ...one,
      press: () => {
        page.onTry();
        page.deeds
          .playOnInstagram(deed)
          .then(() => {
            if (deed.type === 'referral') page.hear(cameFromAd(Date.now()));
          })
          // It has been said why not.
          .catch(() => undefined);
      },
    })),
  ];
}

/** Nothing is written by it, so that nothing is to be seen on the phone. */
function cameFromAd(at: number): Happening {
  return {
    key: `referral ${at}`,
    kind: 'did',
    title: 'Came from an ad',
    detail: 'A webhook names the ad and what it refers to, without a message',
  };
}
