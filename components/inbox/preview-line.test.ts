import { describe, expect, it } from 'vitest';
import { previewLine } from '#components/inbox/preview-line.ts';

const row = {
  lastMessageKind: 'text',
  lastFileName: null,
  lastFileIsVoice: null,
  lastFileSeconds: null,
  lastMessageText: 'See you\n\n  tomorrow',
  lastMessageDirection: 'outbound',
  lastMessageAuthor: 'member',
  lastMessageAuthorName: 'Ana Ribeiro',
  lastMessageState: 'delivered',
  lastMessageFailure: null,
} as const;

describe('the preview of a conversation', () => {
  it('says who of us wrote and how far it came, on one line', () => {
    expect(previewLine(row)).toEqual({
      tone: 'plain',
      state: 'delivered',
      author: 'Ana',
      sign: null,
      text: 'See you tomorrow',
    });
  });

  it('shows the words of a contact alone', () => {
    const line = previewLine({
      ...row,
      lastMessageDirection: 'inbound',
      lastMessageAuthor: 'contact',
      lastMessageAuthorName: null,
      lastMessageState: 'received',
    });
    expect(line).toEqual({
      tone: 'plain',
      state: null,
      author: null,
      sign: null,
      text: 'See you tomorrow',
    });
  });

  it('names the assistant', () => {
    const line = previewLine({
      ...row,
      lastMessageAuthor: 'assistant',
      lastMessageAuthorName: null,
    });
    expect(line.author).toBe('Assistant');
  });

  it('gives the reason when the message did not arrive', () => {
    const line = previewLine({
      ...row,
      lastMessageState: 'failed',
      lastMessageFailure: 'This number is not on WhatsApp.',
    });
    expect(line.tone).toBe('danger');
    expect(line.text).toBe('Not delivered: This number is not on WhatsApp.');
  });

  it('tells by a sign what is more than words', () => {
    const line = previewLine({
      ...row,
      lastMessageKind: 'audio',
      lastMessageText: '',
      lastFileIsVoice: true,
      lastFileSeconds: 14,
    });
    expect(line).toMatchObject({ sign: 'voice', text: 'Voice message, 0:14', author: 'Ana' });
  });

  it('is empty, not broken, before the first message', () => {
    const line = previewLine({
      ...row,
      lastMessageText: '',
      lastMessageDirection: null,
      lastMessageAuthor: null,
      lastMessageAuthorName: null,
      lastMessageState: null,
    });
    expect(line.text).toBe('');
  });
});
