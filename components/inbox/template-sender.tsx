'use client';

import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { handOver } from '#components/inbox/hand-over.ts';
import { useInboxTools } from '#components/inbox/inbox-tools.tsx';
import { TemplateFile } from '#components/inbox/template-file.tsx';
import type { Translations } from '#components/inbox/translations.ts';
import type { OpenConversation, SuggestedTemplates, ThreadFile } from '#components/inbox/types.ts';
import { useHeaderFile } from '#components/inbox/use-header-file.ts';
import type { HeaderFileKind } from '#components/inbox/use-header-file.ts';
import { TextField } from '#components/settings/text-field.tsx';
import { languageName } from '#components/templates/languages.ts';
import { TemplateBubble } from '#components/templates/template-bubble.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { fillTemplate } from '#server/domain/templates/fill-template.ts';
import { blanksOf } from '#server/domain/templates/list-blanks.ts';
import type { FilledTemplate } from '#server/domain/templates/fill-template.ts';

type Suggested = SuggestedTemplates['templates'][number];

interface TemplateSenderProps {
  conversation: OpenConversation;
  translations: Translations;
  /** What is known of the two sides, by the names of blanks. */
  values: Record<string, string>;
  /** Where there is a list to go back to. */
  onBack?: () => void;
  onSent: () => void;
}

/** A template as it will be read, with a field for each blank, those that are empty marked. */
export function TemplateSender(props: TemplateSenderProps) {
  const { conversation, translations, values, onBack, onSent } = props;
  const [language, setLanguage] = useState(translations[0].language);
  const template = translations.find((one) => one.language === language) ?? translations[0];
  const [typed, setTyped] = useState<Record<string, string>>({});
  const given = { ...values, ...typed };
  const filled = fillTemplate(template, given);
  const { faults } = filled;
  const fileKind = fileKindOf(template);
  const header = useHeaderFile(conversation, fileKind);
  // Another translation may want another kind of file.
  const attachment = header.attachment?.kind === fileKind ? header.attachment : null;
  const send = useSendTemplate(conversation);
  const blanks = blanksOf(template);
  const missing = filled.missing.map(({ label }) => label).join(', ');
  const wanted = [
    ...(fileKind === null || attachment !== null ? [] : [`Choose ${FILE_WORDS[fileKind]}.`]),
    ...(missing === '' ? [] : [`Not known here: ${missing}. Fill it in to send.`]),
  ];
  const canSend = wanted.length === 0 && Object.keys(faults).length === 0;
  const submit = () => {
    if (!canSend) return;
    header.handOver();
    send(filled, fileKind !== null && attachment !== null ? { kind: fileKind, attachment } : null);
    onSent();
  };
  // Only as it was when the form came up: what is typed must not move the focus.
  const [firstMissing] = useState(filled.missing[0]?.key);
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="rounded-lg bg-inset p-3">
        <TemplateBubble
          text={filled.text}
          shown={filled.shown}
          pictureUrl={attachment?.thumbnailUrl ?? attachment?.url ?? null}
        />
      </div>
      {wanted.length === 0 ? null : (
        <p role="status" className="flex items-start gap-2 text-warning-text">
          <TriangleAlert aria-hidden className="mt-0.5" />
          {wanted.join(' ')}
        </p>
      )}
      {translations.length === 1 ? null : (
        <Field label="Language">
          {(field) => (
            <Select
              {...field}
              value={template.language}
              onChange={({ target }) => setLanguage(target.value)}
            >
              {translations.map(({ language: code }) => (
                <option key={code} value={code}>
                  {languageName(code)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {fileKind === null ? null : (
        <TemplateFile
          key={fileKind}
          kind={fileKind}
          mimeTypes={conversation.files[fileKind].mimeTypes}
          header={header}
        />
      )}
      {blanks.map(({ key, label, sample }) => (
        <TextField
          key={key}
          label={label}
          autoComplete="off"
          autoFocus={onBack !== undefined && key === firstMissing}
          placeholder={sample}
          value={given[key] ?? ''}
          error={faults[key]}
          onChange={({ target }) => setTyped({ ...typed, [key]: target.value })}
        />
      ))}
      <span className="flex flex-wrap justify-end gap-2">
        {onBack === undefined ? null : (
          <Button variant="ghost" onClick={onBack}>
            Back to the list
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          disabled={!canSend}
          autoFocus={onBack !== undefined && firstMissing === undefined && canSend}
        >
          Send template
        </Button>
      </span>
    </form>
  );
}

const FILE_WORDS = {
  image: 'the picture in the header',
  video: 'the video in the header',
  document: 'the document in the header',
} as const;

function fileKindOf({ parts: { header } }: Suggested): HeaderFileKind | null {
  const { kind } = header;
  return kind === 'image' || kind === 'video' || kind === 'document' ? kind : null;
}

interface HeaderPart {
  kind: HeaderFileKind;
  attachment: ThreadFile;
}

/** Hands it to the outbox, from where it goes like any other reply. */
function useSendTemplate({
  id: conversationId,
}: OpenConversation): (filled: FilledTemplate, header: HeaderPart | null) => void {
  const tools = useInboxTools();
  return ({ text, content }, header) => {
    const reply = { conversationId, text, quoted: null };
    if (header === null) return handOver(tools, { ...reply, template: content });
    const { kind, attachment } = header;
    const template = { ...content, header: [{ type: kind, attachmentId: attachment.id }] };
    handOver(tools, { ...reply, template, files: [attachment] });
  };
}
