import { Banner } from '#components/ui/banner.tsx';

/** Why the form as a whole was not taken; nothing while all is well. */
export function FormRefusal({ error }: { error: { message?: string | undefined } | undefined }) {
  return error?.message === undefined ? null : <Banner tone="danger">{error.message}</Banner>;
}
