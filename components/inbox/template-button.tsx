'use client';

import { FileText } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useActions } from '#components/layout/actions.ts';
import { IconButton } from '#components/ui/icon-button.tsx';
import { OptionalPart } from '#components/ui/optional-part.tsx';

const TemplatePicker = lazy(() =>
  import('#components/inbox/template-picker.tsx').then((part) => ({
    default: part.TemplatePicker,
  })),
);

/** Opens the approved templates; also by the key m and from the command menu. */
export function TemplateButton({ conversation }: { conversation: OpenConversation }) {
  const [isOpen, setIsOpen] = useState(false);
  const actions = useMemo(
    () => [
      {
        id: 'send-template',
        label: 'Send a template',
        keys: 'm',
        icon: 'templates' as const,
        run: () => setIsOpen(true),
      },
    ],
    [],
  );
  useActions('Reply', actions);
  return (
    <>
      <IconButton
        label="Send a template"
        keys="m"
        size="icon-28"
        icon={<FileText aria-hidden />}
        onClick={() => setIsOpen(true)}
      />
      {isOpen ? (
        <OptionalPart>
          <Suspense fallback={null}>
            <TemplatePicker conversation={conversation} onClose={() => setIsOpen(false)} />
          </Suspense>
        </OptionalPart>
      ) : null}
    </>
  );
}
