import { describe, expect, it } from 'vitest';
import { timelineWords } from '#components/inbox/timeline.ts';

const entry = {
  id: 'a1',
  kind: 'conversation.closed',
  actor: 'member' as const,
  actorName: 'Ana Ribeiro' as string | null,
  createdAt: new Date(0),
};

describe('the timeline of a contact', () => {
  it('says who did what', () => {
    expect(timelineWords(entry)).toBe('Ana Ribeiro closed the conversation');
  });

  it('says what happened by itself', () => {
    const first = { ...entry, kind: 'contact.created', actor: 'system' as const, actorName: null };
    expect(timelineWords(first)).toBe('First message');
  });

  it('names the assistant, which has no name of its own', () => {
    const reopened = {
      kind: 'conversation.reopened',
      actor: 'assistant' as const,
      actorName: null,
    };
    expect(timelineWords({ ...entry, ...reopened })).toBe(
      'The assistant opened the conversation again',
    );
  });

  it('reads as words for a kind it does not know', () => {
    expect(timelineWords({ ...entry, kind: 'appointment.booked' })).toBe(
      'Ana Ribeiro booked the appointment',
    );
    expect(timelineWords({ ...entry, kind: 'lead_status.changed', actorName: null })).toBe(
      'Lead status changed',
    );
  });
});
