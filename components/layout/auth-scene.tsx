import type { ReactNode } from 'react';
import { CheckCheck } from 'lucide-react';
import { Avatar } from '#components/ui/avatar.tsx';
import { ChannelGlyph } from '#components/ui/channel-glyph.tsx';

/** Beside the sign-in form: a minute at a front desk, drawn, not real. */
export function AuthScene() {
  return (
    <aside
      aria-label="An example conversation"
      className="hidden place-items-center border-l bg-canvas p-10 min-[900px]:grid"
    >
      <div className="flex w-full max-w-110 flex-col gap-3 text-base">
        <p className="mb-1 self-center text-caption text-subtle-foreground">Thursday, 6:48 pm</p>
        <div className="flex max-w-[76%] flex-col items-start">
          <Author>
            <ChannelGlyph kind="whatsapp" />
            Helena Sousa
          </Author>
          <FromContact>Hi, is it possible to come tomorrow after work? Just a trim.</FromContact>
        </div>
        <div className="flex max-w-[76%] flex-col items-end self-end">
          <Author>
            <Avatar name="Kavya" size="20" />
            Kavya
          </Author>
          <p className="rounded-lg rounded-br-xs bg-bubble-member px-3 py-2 text-bubble-member-foreground">
            Hi Helena! I am free tomorrow at 6:15&nbsp;pm. A trim is ₹900 and takes half an hour.
            Shall I keep it for you?
          </p>
        </div>
        <div className="flex max-w-[76%] flex-col items-start">
          <FromContact>Perfect, thank you!</FromContact>
        </div>
        <div className="flex max-w-[76%] flex-col items-end self-end">
          <p className="rounded-lg rounded-br-xs bg-bubble-member px-3 py-2 text-bubble-member-foreground">
            See you tomorrow, Helena.
          </p>
          <span className="mx-1 mt-1 flex items-center gap-1 text-count text-subtle-foreground">
            6:51 pm
            <CheckCheck role="img" aria-label="Read" className="size-3.5 text-tick-read" />
          </span>
        </div>
      </div>
    </aside>
  );
}

function Author({ children }: { children: ReactNode }) {
  return (
    <span className="mx-1 mb-1 flex items-center gap-1.5 text-caption font-medium text-muted-foreground">
      {children}
    </span>
  );
}

function FromContact({ children }: { children: ReactNode }) {
  return (
    <p className="rounded-lg rounded-bl-xs bg-card px-3 py-2 text-card-foreground shadow-sm">
      {children}
    </p>
  );
}
