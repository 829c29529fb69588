/** What the sandbox knows of a file that it keeps. */
export interface KeptFile {
  mimeType: string;
  /** Of its bytes, in hexadecimal. */
  sha256: string;
  sizeBytes: number;
  fileName: string | null;
}

/** Where the files of both sides lie. */
export interface MediaShelf {
  /** Null when it keeps no such file. */
  describe(id: string): Promise<KeptFile | null>;
}
