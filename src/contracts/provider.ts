import type { Observable } from 'rxjs';
import type { BatchesCapability } from './batches.js';
import type { Call } from './call.js';
import type { ChatChunk } from './chat-chunk.js';
import type { ChatCompletion, ChatCompletionRequest, CompletionUsage } from './chat-completion.js';
import type { EmbeddingEncoding, EmbeddingsRequest } from './embeddings.js';
import type { FilesCapability } from './files.js';
import type { ModelFacts } from './model-facts.js';
import type { ModelObject } from './model-list.js';
import type { PassthroughCapability } from './passthrough.js';
import type { RealtimeCapability } from './realtime.js';
import type { RerankDocument, RerankList, RerankRequest } from './rerank.js';

/**
 * One configured upstream: an account at Model Studio in one region, or any other server. What it can do are its
 * capabilities; one that it lacks is absent, and the registry says so to the client.
 */
export interface Provider {
  /** The instance's name, which clients may write before a slash: `bailian-east/qwen-plus`. */
  readonly name: string;
  readonly type: string;
  /** Where its requests go. */
  readonly location: ProviderLocation;
  readonly capabilities: Partial<Capabilities>;
  /**
   * Asks the upstream which models it serves.
   * @throws GatewayError where it cannot be reached or refuses.
   */
  listModels(): Promise<readonly ModelObject[]>;
  /** What is known of a model, by the upstream's name; undefined where nothing is. Asks nobody, and is cheap. */
  describeModel(id: string): ModelFacts | undefined;
  /** What its operator must see to, such as a key that is of another region; nothing where all is well. No secrets. */
  notices?(): readonly string[];
  close(): Promise<void>;
}

export interface ProviderLocation {
  /** Of the upstream, with the port where it is not the protocol's own. */
  readonly host: string;
  /** The path of the base URL, without a trailing slash; paths of prepared requests are below it. */
  readonly basePath: string;
  /** The name of the region that the host stands in, where that is known. */
  readonly region?: string;
}

/** Everything a provider may be able to do. A new capability is one line here. */
export interface Capabilities {
  readonly chat: ChatCapability;
  readonly embeddings: EmbeddingsCapability;
  readonly passthrough: PassthroughCapability;
  readonly realtime: RealtimeCapability;
  readonly rerank: RerankCapability;
  readonly files: FilesCapability;
  readonly batches: BatchesCapability;
}

export type CapabilityName = keyof Capabilities;

/** Chat completions. Every Observable here is cold; unsubscribing aborts the upstream request. */
export interface ChatCapability {
  /** Content parts may say `cache_control`. */
  readonly takesCacheControl?: boolean;
  /** A last message of the assistant that says `partial: true` is the beginning of the answer. */
  readonly takesPrefill?: boolean;
  /**
   * Turns the client's request into what goes over the wire. Pure: nothing is sent. `model` is the upstream's name. Its body
   * may stream although the client does not; `complete` puts that answer together.
   * @throws GatewayError 400 for what the model is known to refuse.
   */
  prepare(request: ChatCompletionRequest, call: Call): PreparedRequest;
  /** Emits one answer. @throws GatewayError, through the Observable. */
  complete(prepared: PreparedRequest, call: Call): Observable<ChatAnswer>;
  /**
   * Emits the chunks of a streamed answer and completes only after the upstream said that it was done; a stream that is cut
   * ends in an error. Always ends with usage where the upstream counts it.
   */
  stream(prepared: PreparedRequest, call: Call): Observable<ChatChunk>;
}

/** Embeddings of texts. Every Observable here is cold; unsubscribing aborts all upstream requests. */
export interface EmbeddingsCapability {
  /**
   * Turns the client's request into as many upstream requests as the model's row limit asks for. Pure: nothing is sent.
   * @throws GatewayError 400 for a length of vector that the model is known not to have, and for more rows than are split.
   */
  prepare(request: EmbeddingsRequest, call: Call): PreparedEmbeddings;
  /**
   * Emits one answer with the rows in the client's order and the usage of all upstream requests; the first of them that
   * fails aborts the others. @throws GatewayError, through the Observable.
   */
  embed(prepared: PreparedEmbeddings, call: Call): Observable<EmbeddingsAnswer>;
}

export interface PreparedEmbeddings {
  readonly parts: readonly EmbeddingsPart[];
  /** What the client gets; the upstream is always asked for floats. */
  readonly encoding: EmbeddingEncoding;
  /** Paths of the client's fields that differ from what it sent. */
  readonly adaptations: readonly string[];
}

/** One upstream request, for a run of the client's rows. */
export interface EmbeddingsPart {
  readonly request: Omit<PreparedRequest<EmbeddingsRequest>, 'adaptations'>;
  /** The client's number of the first row; undefined where its input was one text and no list. */
  readonly firstRow: number | undefined;
  readonly rows: number;
}

/** The answer as JSON text, which goes to the client as it is. */
export interface EmbeddingsAnswer {
  readonly text: string;
  /** No completion tokens. */
  readonly usage?: CompletionUsage;
}

/** The order of documents by what they have to do with a query. Every Observable here is cold; unsubscribing aborts. */
export interface RerankCapability {
  /**
   * Turns the client's request into the upstream's. Pure: nothing is sent.
   * @throws GatewayError 400 for more documents or tokens than the model is known to take.
   */
  prepare(request: RerankRequest, call: Call): PreparedRerank;
  /** Emits one answer. @throws GatewayError, through the Observable. */
  rerank(prepared: PreparedRerank, call: Call): Observable<RerankAnswer>;
}

export interface PreparedRerank {
  readonly request: Omit<PreparedRequest<RerankRequest<string>>, 'adaptations'>;
  /** As the client sent them; results name them by their index. */
  readonly documents: readonly RerankDocument[];
  readonly returnsDocuments: boolean;
  /** Paths of the client's fields that differ from what it sent. */
  readonly adaptations: readonly string[];
}

export interface RerankAnswer {
  readonly list: RerankList;
  /** No completion tokens. */
  readonly usage?: CompletionUsage;
}

/** A request as the upstream will get it, less credentials. */
export interface PreparedRequest<Body extends object = ChatCompletionRequest> {
  /** Below the provider's base URL, with a leading slash. */
  readonly path: string;
  /** Takes the place of the base URL's own path, for doors that are elsewhere on the same host. */
  readonly basePath?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Paths of the client's fields that differ from what it sent. */
  readonly adaptations: readonly string[];
  /** Functions that have another name on the wire: wire name -> the client's, which answers get back. */
  readonly toolNames?: ReadonlyMap<string, string>;
}

/** A plain answer: its JSON text as it goes to the client, and the same parsed. */
export interface ChatAnswer {
  readonly text: string;
  readonly completion: ChatCompletion;
  readonly usage?: CompletionUsage;
}
