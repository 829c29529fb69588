/** What the server answered to a file it did not take. */
class UploadRefusal extends Error {
  /** Of the file itself: the same one will not be taken another time. */
  readonly isFinal: boolean;

  constructor(sentence: string, isFinal: boolean) {
    super(sentence);
    this.isFinal = isFinal;
  }
}

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
      else reject(new UploadRefusal(sentenceIn(answer), request.status === 400));
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

/** Why a file did not go, for people, and whether it may go another time. */
export function refusalFor(error: unknown): { sentence: string; canRetry: boolean } {
  return error instanceof UploadRefusal
    ? { sentence: error.message, canRetry: !error.isFinal }
    : { sentence: 'The upload broke off.', canRetry: true };
}
