import { z } from 'zod';
import type { GraphAnswer } from '#server/channels/graph-call.ts';
import { unanswered } from '#server/channels/meta-checks.ts';
import type { ChannelFinding, Inspection } from '#server/channels/setup.ts';
import { readTier } from '#server/channels/whatsapp/new-people-limit.ts';

export const numberFields = [
  'verified_name',
  'display_phone_number',
  'quality_rating',
  'messaging_limit_tier',
  'throughput',
  'status',
  'name_status',
  'code_verification_status',
];

const word = z.string().optional().catch(undefined);

/** A number as Meta describes it; which of the fields there are depends on the account. */
export const numberDetails = z.object({
  display_phone_number: z.string(),
  verified_name: word,
  quality_rating: word,
  messaging_limit_tier: word,
  throughput: z.object({ level: word }).optional().catch(undefined),
  status: word,
  name_status: word,
  code_verification_status: word,
});
type NumberDetails = z.infer<typeof numberDetails>;

const manager = {
  label: 'Open Meta',
  href: 'https://business.facebook.com/wa/manage/phone-numbers/',
};

/** What Meta says about the number itself: does it work, how is it rated, how is it called. */
export function describeNumber(answer: GraphAnswer<NumberDetails>): Inspection {
  if (!answer.ok) {
    const titles = [
      ['number', 'The number'],
      ['quality', 'Quality'],
      ['name', 'Display name'],
    ] as const;
    return { findings: titles.map(([check, title]) => unanswered(check, title, answer)) };
  }
  const number = answer.value;
  const { quality_rating: quality, messaging_limit_tier: tier = '' } = number;
  const limit = readTier(tier);
  return {
    findings: [standing(number), rating(number), displayName(number)],
    ...(quality === undefined ? {} : { quality }),
    ...(limit === undefined ? {} : { newPeoplePerDay: limit }),
  };
}

function standing({ status, code_verification_status: verified }: NumberDetails): ChannelFinding {
  const check = 'number';
  if (status === undefined || status === 'CONNECTED' || status === 'UNKNOWN') {
    if (verified === undefined || verified === 'VERIFIED' || status === 'CONNECTED') {
      const sentence = 'WhatsApp has it registered for this app.';
      return { check, state: 'ok', title: 'The number is in service', sentence };
    }
  }
  if (['FLAGGED', 'RATE_LIMITED'].includes(status ?? '')) {
    return {
      check,
      state: 'warning',
      title: 'WhatsApp has its eye on this number',
      sentence: 'It is held back because of its quality. Write to fewer, more recent customers.',
      link: manager,
    };
  }
  if (['RESTRICTED', 'BANNED'].includes(status ?? '')) {
    return {
      check,
      state: 'problem',
      title: 'WhatsApp has restricted this number',
      sentence: 'It may not send now. The reason stands in the account quality page at Meta.',
      steps: ['Open WhatsApp Manager, then Account quality.', 'Ask there for a review.'],
      link: manager,
    };
  }
  return {
    check,
    state: 'problem',
    title: 'The number is not registered',
    sentence: 'WhatsApp knows it, but has not put it into service for the Cloud API.',
    steps: [
      'Open WhatsApp Manager, then Phone numbers, and verify the number with the code it sends.',
      'Choose Change credentials in the menu above, and give a six-digit PIN to register it.',
    ],
    link: manager,
  };
}

function rating({ quality_rating: quality }: NumberDetails): ChannelFinding {
  const check = 'quality';
  const link = {
    label: 'How to raise it',
    href: 'https://www.facebook.com/business/help/766346674749731',
  };
  switch (quality) {
    case 'GREEN':
      return { check, state: 'ok', title: 'Quality is high', sentence: 'Few people block you.' };
    case 'YELLOW': {
      const sentence =
        'Some people blocked or reported you. Write to fewer, more recent customers.';
      return { check, state: 'warning', title: 'Quality is medium', sentence, link };
    }
    case 'RED': {
      const sentence =
        'Many people blocked or reported you. Stop bulk sends until it is better: WhatsApp may restrict the number.';
      return { check, state: 'problem', title: 'Quality is low', sentence, link };
    }
    default: {
      const sentence = 'WhatsApp rates a number once enough people have been written to.';
      return { check, state: 'unknown', title: 'Quality is not rated yet', sentence };
    }
  }
}

function displayName({ name_status: status, verified_name: name }: NumberDetails): ChannelFinding {
  const check = 'name';
  const shown = name === undefined ? 'The display name' : `“${name}”`;
  if (status === undefined || ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'].includes(status)) {
    const sentence = `Customers see ${shown === 'The display name' ? 'it' : shown} above your messages.`;
    return { check, state: 'ok', title: 'The display name is approved', sentence };
  }
  if (status === 'PENDING_REVIEW') {
    const sentence = `${shown} is being looked at. Until then customers see the number.`;
    return { check, state: 'warning', title: 'The display name waits for review', sentence };
  }
  return {
    check,
    state: 'warning',
    title: 'The display name is not approved',
    sentence: `${shown} was declined or has expired, so that WhatsApp may hold back what you send.`,
    steps: ['Open WhatsApp Manager, then Phone numbers.', 'Edit the display name and send it in.'],
    link: manager,
  };
}
