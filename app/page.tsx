import { redirect } from 'next/navigation';

/** The address people type: the desk begins with the inbox. */
export default function HomePage() {
  redirect('/inbox');
}
