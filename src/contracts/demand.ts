/** Something that can stop and go on producing, such as the reading of an upstream answer. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** The client's willingness to take more: a source attaches its flow and is paused while the client does not read. */
export interface Demand {
  /** Pauses the flow at once if there is no demand now. A later flow takes the place of an earlier one. */
  attach(flow: Flow): void;
}
