/** What a client knows a function of the wire as. */
export type ClientTool =
  | { readonly kind: 'function' | 'custom'; readonly name: string; readonly namespace?: string }
  | { readonly kind: 'tool_search' };

/** Functions on the wire by name. */
export type ToolMap = ReadonlyMap<string, ClientTool>;

/** A function that nobody offered is passed on under its own name: the client knows best how to complain. */
export function findTool(tools: ToolMap, wireName: string): ClientTool {
  return tools.get(wireName) ?? { kind: 'function', name: wireName };
}
