import type { ReactNode } from 'react';
import { AuthScene } from '#components/layout/auth-scene.tsx';
import { Logo } from '#components/layout/logo.tsx';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh min-[900px]:grid-cols-2">
      <main className="flex min-w-0 flex-col px-10 py-8 max-[899px]:px-4 max-[899px]:py-6">
        <Logo />
        <div className="m-auto grid w-full max-w-90 gap-5 py-10">{children}</div>
      </main>
      <AuthScene />
    </div>
  );
}
