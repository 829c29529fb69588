import type { Metadata } from 'next';
import Link from 'next/link';
import { Compass } from 'lucide-react';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { Button } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh">
      <EmptyState
        level={1}
        icon={<Compass aria-hidden />}
        title="There is nothing at this address"
        actions={
          <Button asChild size="28">
            <Link href="/inbox">Go to the inbox</Link>
          </Button>
        }
      >
        The link may be old, or it belongs to another business.
      </EmptyState>
    </main>
  );
}
