'use client';

import { useState } from 'react';
import { FormRefusal } from '#components/auth/form-refusal.tsx';
import { procedures } from '#components/auth/procedures.ts';
import { enterDesk } from '#components/auth/sign-in-here.ts';
import { refusalOf } from '#components/refusal.ts';
import { Button } from '#components/ui/button.tsx';

/** A person who is already signed in joins with one press. */
export function JoinButton({ token, businessName }: { token: string; businessName: string }) {
  const [isPending, setIsPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const join = async () => {
    setIsPending(true);
    try {
      await procedures.invitations.accept.mutate({ token });
      enterDesk();
    } catch (error) {
      setRefusal(refusalOf(error).sentence);
      setIsPending(false);
    }
  };
  return (
    <>
      <FormRefusal error={refusal === undefined ? undefined : { message: refusal }} />
      <Button variant="primary" size="40" pending={isPending} onClick={() => void join()}>
        {`Join ${businessName}`}
      </Button>
    </>
  );
}
