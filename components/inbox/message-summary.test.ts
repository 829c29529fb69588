import { describe, expect, it } from 'vitest';
import {
  clockOf,
  summaryOf,
  summaryOfLast,
  summaryOfQuoted,
} from '#components/inbox/message-summary.ts';
import type { Summed } from '#components/inbox/message-summary.ts';

const line = (kind: Summed['kind'], changes: Partial<Summed> = {}) =>
  summaryOf({ kind, text: '', file: null, ...changes });
const file = { fileName: null, isVoice: false, durationSeconds: null };

describe('a message in one line', () => {
  it('is its own words, on one line, without a sign', () => {
    expect(line('text', { text: ' See you\n\n tomorrow ' })).toEqual({
      sign: null,
      text: 'See you tomorrow',
    });
    for (const kind of ['buttons', 'list', 'link', 'notice'] as const) {
      expect(line(kind, { text: 'Which day?' })).toEqual({ sign: null, text: 'Which day?' });
    }
  });

  it('names a picture that has no words, and gives the words of one that has', () => {
    expect(line('image')).toEqual({ sign: 'image', text: 'Photo' });
    expect(line('image', { text: 'Like this?' })).toEqual({ sign: 'image', text: 'Like this?' });
  });

  it('says how long a voice message is, once that is known', () => {
    const voice = { ...file, isVoice: true };
    expect(line('audio', { file: voice })).toEqual({ sign: 'voice', text: 'Voice message' });
    const heard = { ...voice, durationSeconds: 13.6 };
    expect(line('audio', { file: heard }).text).toBe('Voice message, 0:14');
    expect(line('audio', { file: { ...file, durationSeconds: 125 } })).toEqual({
      sign: 'audio',
      text: 'Audio, 2:05',
    });
  });

  it('calls a document by its words, else by its name', () => {
    const price = { ...file, fileName: 'Prices.pdf' };
    expect(line('document', { file: price }).text).toBe('Prices.pdf');
    expect(line('document', { file: price, text: 'Here they are' }).text).toBe('Here they are');
    expect(line('document').text).toBe('Document');
  });

  it('says that a place is a place and a person a person', () => {
    expect(line('location', { text: 'Luxe Salon' }).text).toBe('Location: Luxe Salon');
    expect(line('location').text).toBe('Location');
    expect(line('contacts', { text: 'Asha Rao' }).text).toBe('Contact: Asha Rao');
  });

  it('never is empty for what has no words', () => {
    for (const kind of [
      'sticker',
      'choice',
      'form',
      'order',
      'story',
      'share',
      'unsupported',
    ] as const) {
      expect(line(kind).text).not.toBe('');
      expect(line(kind).sign).toBe(kind);
    }
  });

  it('names what came and cannot be shown, or says it in the words there are', () => {
    expect(line('unsupported', { text: 'group_invite' }).text).toBe(
      'A message of the kind “group invite”, which cannot be shown here.',
    );
    const sentence = 'This message can only be seen on their phone.';
    expect(line('unsupported', { text: sentence }).text).toBe(sentence);
    for (const text of ['', 'unknown', 'unsupported']) {
      expect(line('unsupported', { text }).text).toBe('A message that cannot be shown here.');
    }
  });

  it('says nothing of what was in a message that was taken back', () => {
    expect(line('image', { text: 'Oops', isDeleted: true })).toEqual({
      sign: 'deleted',
      text: 'Deleted message',
    });
  });
});

describe('the last message of a row', () => {
  const row = {
    lastMessageKind: null,
    lastMessageText: 'Hello',
    lastFileName: null,
    lastFileIsVoice: null,
    lastFileSeconds: null,
  };

  it('is text where its kind was not yet written down', () => {
    expect(summaryOfLast(row)).toEqual({ sign: null, text: 'Hello' });
  });

  it('knows its file', () => {
    const voice = { lastFileIsVoice: true, lastFileSeconds: 14, lastMessageText: '' };
    expect(summaryOfLast({ ...row, ...voice, lastMessageKind: 'audio' })).toEqual({
      sign: 'voice',
      text: 'Voice message, 0:14',
    });
  });
});

it('a quoted picture is a photo, and a quoted message that is gone is gone', () => {
  const quoted = {
    quotedKind: 'image' as const,
    quotedText: '',
    quotedDeletedAt: null,
    quotedFile: null,
  };
  expect(summaryOfQuoted(quoted).text).toBe('Photo');
  expect(summaryOfQuoted({ ...quoted, quotedDeletedAt: new Date() }).text).toBe('Deleted message');
});

it('a length of time reads like a clock', () => {
  expect([0, 5, 65, 3729, -1].map(clockOf)).toEqual(['0:00', '0:05', '1:05', '1:02:09', '0:00']);
});
