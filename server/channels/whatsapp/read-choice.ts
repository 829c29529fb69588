import type { Choice, InboundContent } from '#server/channels/content.ts';
import {
  compact,
  isRecord,
  nameIn,
  recordIn,
  storableJson,
  storableText,
  textIn,
} from '#server/channels/meta/untrusted.ts';

type Part = Record<string, unknown>;

/** What a person picked: a reply button, a row of a list, whether to be called; or what they filled in. */
export function readInteractive(part: Part): InboundContent | null {
  const button = recordIn(part, 'button_reply');
  if (button !== undefined) return readChoice('button', button, ['id', 'title']);
  const row = recordIn(part, 'list_reply');
  if (row !== undefined) return readChoice('list', row, ['id', 'title']);
  const form = recordIn(part, 'nfm_reply');
  if (form !== undefined) return readForm(form);
  const permission = recordIn(part, 'call_permission_reply');
  return permission === undefined ? null : readPermission(permission);
}

/** A button under a template; what it carries is ours. */
export function readTemplateButton(part: Part): InboundContent | null {
  return readChoice('template', part, ['payload', 'text']);
}

function readChoice(
  from: Choice['from'],
  part: Part,
  [idKey, titleKey]: [idKey: string, titleKey: string],
): InboundContent | null {
  const text = textIn(part, titleKey) ?? textIn(part, idKey);
  if (text === undefined) return null;
  const [id, description] = [textIn(part, idKey), textIn(part, 'description')];
  return { kind: 'choice', text, choice: compact<Choice>({ from, id, description }) };
}

function readPermission(part: Part): InboundContent {
  const id = nameIn(part, 'response');
  const text = id === 'accept' ? 'Allows you to call.' : 'Does not want to be called.';
  return {
    kind: 'choice',
    text,
    choice: compact<Choice>({ from: 'call_permission', id, description: undefined }),
  };
}

function readForm(part: Part): InboundContent {
  const form = { name: nameIn(part, 'name'), answers: readAnswers(part.response_json) };
  // What Meta says of every form in its place is that it was sent.
  return { kind: 'form', text: 'Filled in a form.', form: compact(form) };
}

/** Meta writes them as JSON in a text; what is none stays the text that it is. */
function readAnswers(given: unknown): Record<string, unknown> {
  if (typeof given !== 'string') return isRecord(given) ? storableAnswers(given) : {};
  try {
    const answers: unknown = JSON.parse(given);
    return storableAnswers(isRecord(answers) ? answers : { answer: answers });
  } catch {
    return { answer: storableText(given) };
  }
}

function storableAnswers(answers: Part): Part {
  return storableJson(answers) as Part;
}
