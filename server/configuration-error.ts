/** Something the person who starts Frontdesk has to put right; the message is one plain sentence. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}
