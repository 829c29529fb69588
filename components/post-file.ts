/** What the server answered to a file it did not take. */
class UploadRefusal extends Error {}

interface Told {
  businessId: string;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends one file as the body itself: only this way a browser tells how much of it has gone. */
export function postFile<Answer>(address: string, file: File, told: Told): Promise<Answer> {
  const { businessId, onProgress, signal } = told;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.responseType = 'json';
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.setRequestHeader('x-business-id', businessId);
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress?.(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const answer: unknown = request.response;
      if (request.status === 200) resolve(answer as Answer);
      else reject(new UploadRefusal(sentenceIn(answer)));
    };
    request.onerror = () => reject(new Error('The connection broke.'));
    request.onabort = () => reject(new Error('Taken out.'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function sentenceIn(answer: unknown): string {
  const isTold = typeof answer === 'object' && answer !== null && 'message' in answer;
  return isTold && typeof answer.message === 'string'
    ? answer.message
    : 'The file could not be taken. Try it again.';
}

/** Why a file did not go, for people. */
export function sentenceFor(error: unknown): string {
  return error instanceof UploadRefusal ? error.message : 'The upload broke off.';
}
