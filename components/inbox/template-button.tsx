'use client';

import { FileText } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { OpenConversation } from '#components/inbox/types.ts';
import { useActions } from '#components/layout/actions.ts';
import { IconButton } from '#components/ui/icon-button.tsx';
import { OptionalPart } from '#components/ui/optional-part.tsx';
import { Skeleton, SkeletonRegion } from '#components/ui/skeleton.tsx';

const loadPicker = () =>
  import('#components/inbox/template-picker.tsx').then((part) => ({
    default: part.TemplatePicker,
  }));
const TemplatePicker = lazy(loadPicker);

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
        onPointerEnter={() => void loadPicker()}
        onClick={() => setIsOpen(true)}
      />
      {isOpen ? (
        <OptionalPart>
          <Suspense fallback={<ComingPicker />}>
            <TemplatePicker conversation={conversation} onClose={() => setIsOpen(false)} />
          </Suspense>
        </OptionalPart>
      ) : null}
    </>
  );
}

/** Stands where the picker will, so that keys pressed meanwhile do nothing behind it. */
function ComingPicker() {
  return (
    <div
      role="dialog"
      aria-modal
      aria-label="Send a template"
      className="fixed inset-0 z-40 bg-overlay"
    >
      <SkeletonRegion
        label="Reading the templates"
        className="mx-auto mt-[12vh] grid w-[calc(100vw-32px)] max-w-[520px] gap-3 rounded-lg bg-popover p-5 shadow-lg"
      >
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-5" />
        <Skeleton className="h-5" />
      </SkeletonRegion>
    </div>
  );
}
