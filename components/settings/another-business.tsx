import Link from 'next/link';
import { Section } from '#components/layout/section.tsx';
import { Button } from '#components/ui/button.tsx';

/** The way to a business of one's own beside this one. */
export function AnotherBusiness() {
  return (
    <Section
      title="Another business"
      description="It has its own channels, team and customers. You switch at the top of the sidebar."
    >
      <Button asChild>
        <Link href="/sign-up">Create another business</Link>
      </Button>
    </Section>
  );
}
