import type { AttachedFile } from './text-extractor.js';

/** The files of one request: those that it carries, and uploaded ones that it names. Together they are bounded in bytes. */
export interface InputFiles {
  /** Called for each file that the request carries. @throws GatewayError 400 `unsupported_file`, without a param, beyond the bound. */
  admit(bytes: number): void;
  /**
   * A file that was uploaded, from the upstream that has it.
   * @throws GatewayError 404 where the team has no such file; 400 `unsupported_file` beyond the bound, or where the upstream keeps
   * the content to itself; each without a param.
   */
  readUploaded(id: string): Promise<AttachedFile>;
  /** @throws GatewayError 400 `unsupported_file`, without a param, for what has no text that can be read. */
  extractText(file: AttachedFile): Promise<string>;
}
