import { redirect } from 'next/navigation';
import { api } from '#server/trpc/rsc.ts';

/** The address people type: the desk begins with the inbox, a new installation with signing up. */
export default async function HomePage() {
  redirect((await api.accounts.isFirstVisitor()) ? '/sign-up' : '/inbox');
}
