import { MapPinOff } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '#components/layout/empty-state.tsx';
import { Button } from '#components/ui/button.tsx';

/** Beside the sidebar, which stays: the page is missing, not the desk. */
export default function DeskNotFound() {
  return (
    <EmptyState
      level={1}
      className="flex-1"
      icon={<MapPinOff aria-hidden />}
      title="There is nothing at this address"
      actions={
        <Button asChild>
          <Link href="/inbox">Go to the inbox</Link>
        </Button>
      }
    >
      The link may be old, or it belongs to another business.
    </EmptyState>
  );
}
