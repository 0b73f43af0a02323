/** The answer of `GET /models` of an OpenAI-compatible server. */
export interface ModelList {
  object: 'list';
  data: ModelObject[];
  [field: string]: unknown;
}

export interface ModelObject {
  id: string;
  object: 'model';
  /** Unix seconds. */
  created: number;
  owned_by: string;
  [field: string]: unknown;
}
