import { ConfigurationError } from '#server/configuration-error.ts';

/** What a job server could do, and the embedded executor cannot. */
export function refusal(functionId: string, asked: string): ConfigurationError {
  return new ConfigurationError(
    `The job function ${functionId} asks for ${asked}, which the embedded executor cannot do; ` +
      'remove it, or set INNGEST_BASE_URL to a job server that can.',
  );
}

/** What no engine does. */
export function invalid(functionId: string, asked: string): ConfigurationError {
  return new ConfigurationError(
    `The job function ${functionId} asks for ${asked}, which no job server does.`,
  );
}
