import type { FilePort, FileStorage } from '#server/domain/context.ts';
import { env } from '#server/env.ts';
import { localStorage } from '#server/files/local-storage.ts';
import { receiveFromProvider, receiveUpload } from '#server/files/receive-file.ts';
import { s3Storage } from '#server/files/s3-storage.ts';
import { signLink } from '#server/files/sign-link.ts';
import { filesFolder } from '#server/files/temporary-file.ts';
import { perProcess } from '#server/per-process.ts';

/** What verbs need of files: the configured storage, and the way there and out again. */
export function filePort(businessId: string, now: () => Date = () => new Date()): FilePort {
  const linkTo: FilePort['linkTo'] = (file) => signLink({ businessId, ...file }, now());
  return {
    ...storage(),
    linkTo,
    addressOf: (file) => env().APP_URL + linkTo(file),
    download: receiveFromProvider,
    receive: receiveUpload,
  };
}

function storage(): FileStorage {
  return perProcess('files.storage', () => {
    const settings = env();
    const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket } = settings;
    const { FILES_S3_ACCESS_KEY_ID: accessKeyId, FILES_S3_REGION: region } = settings;
    const secretAccessKey = settings.FILES_S3_SECRET_ACCESS_KEY;
    if (
      endpoint === undefined ||
      bucket === undefined ||
      accessKeyId === undefined ||
      secretAccessKey === undefined
    ) {
      return localStorage(filesFolder());
    }
    return s3Storage({ endpoint, bucket, region, accessKeyId, secretAccessKey });
  });
}
