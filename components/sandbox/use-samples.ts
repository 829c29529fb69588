'use client';

import { usePhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { PhoneDeeds } from '#components/sandbox/phone-deeds.ts';
import type { FileRole } from '#components/sandbox/said-content.ts';
import type { Sample } from '#components/sandbox/sample-files.ts';
import { showToast } from '#components/ui/toast.ts';

const ROLES: Record<Sample, FileRole> = {
  photo: 'image',
  video: 'video',
  sticker: 'sticker',
  document: 'document',
  voice: 'voice',
  audio: 'audio',
};

/** Sends a sample file as the customer. */
export function useSamples(): (sample: Sample) => void {
  const { sendFile } = usePhoneDeeds();
  return (sample) => sendSample(sendFile, sample);
}

/** Makes the sample and sends it; the code that makes it is loaded with the first. */
export function sendSample(sendFile: PhoneDeeds['sendFile'], sample: Sample): void {
  const made = import('#components/sandbox/sample-files.ts').then((part) => part.SAMPLES[sample]());
  made
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : 'The sample could not be made.';
      showToast({ id: 'sandbox', tone: 'danger', message });
      return null;
    })
    .then((file) => (file === null ? undefined : sendFile(file, ROLES[sample])))
    // Sending has said itself what went wrong.
    .catch(() => undefined);
}
