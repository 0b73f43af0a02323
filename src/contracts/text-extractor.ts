/** A file that a client sent along, or named. */
export interface AttachedFile {
  /** Empty where the client named none. */
  readonly name: string;
  /** As the client declared it; empty where it did not. */
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Reads the text of files, bounded in size and time. */
export interface TextExtractor {
  /**
   * Aborting the signal ends the work; nobody waits for the text then.
   * @throws GatewayError 400 `unsupported_file`, without a param, for what has no text that can be read; 429 where too much is
   * being read already.
   */
  extract(file: AttachedFile, signal: AbortSignal): Promise<string>;
}

export const TextExtractor = Symbol('TextExtractor');
