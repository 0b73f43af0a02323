/** An answer that is JSON text already, and goes to the client without being parsed or written anew. */
export class JsonText {
  constructor(readonly text: string) {}
}
