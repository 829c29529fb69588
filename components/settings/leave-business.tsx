'use client';

import { useState } from 'react';
import { Section } from '#components/layout/section.tsx';
import { refusalOf } from '#components/refusal.ts';
import { trpc } from '#components/trpc-provider.tsx';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';

/** Gives up one's own place in the business. */
export function LeaveBusiness({ businessName }: { businessName: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const leave = trpc.members.leave.useMutation({
    onSuccess: () => {
      window.location.replace(new URL('/inbox', window.location.href));
    },
  });
  return (
    <Section title="Leave" description={`You stop answering for ${businessName}.`}>
      <Button variant="danger-ghost" className="-ml-3" onClick={() => setIsOpen(true)}>
        {`Leave ${businessName}`}
      </Button>
      <AlertDialog
        open={isOpen}
        onOpenChange={(open) => {
          setIsOpen(open);
          leave.reset();
        }}
        title={`Leave ${businessName}?`}
        description="You lose access at once. What you wrote stays. An admin can let you in again."
        confirm="Leave"
        cancel="Stay"
        pending={leave.isPending || leave.isSuccess}
        onConfirm={() => {
          leave.mutate();
        }}
        error={
          leave.isError ? (
            <Banner tone="danger">{refusalOf(leave.error).sentence}</Banner>
          ) : undefined
        }
      />
    </Section>
  );
}
