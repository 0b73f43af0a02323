const REQUESTS = 'test/e2e/qwen-requests.spec.ts';
const SETTINGS = 'test/e2e/qwen-settings.spec.ts';
const EMBEDDINGS = 'test/e2e/embeddings.spec.ts';
const ERRORS = 'test/e2e/upstream-errors.spec.ts';
const CHUNKS = 'src/providers/upstream/repairs/repair-chunks.spec.ts';

const planned = (id, complaint, what) => ({ id, complaint, sees: `planned: ${what}` });

/**
 * What clients are known to stumble over with Model Studio, and what they see here. Where `sees` is missing the sentences of
 * the rules that answer the complaint stand in its place.
 */
export const COMPLAINTS = [
  {
    id: 'Q1',
    complaint:
      '`enable_thinking must be set to false for non-streaming calls`; models that answer in streams only',
    test: [REQUESTS, 'Q1: a plain answer of a model that thinks, or answers, in streams only'],
  },
  {
    id: 'Q2',
    complaint: 'No reasoning unless Qwen’s own switch is sent',
    test: [REQUESTS, 'Q2: is switched on by an effort'],
  },
  {
    id: 'Q3',
    complaint: 'Thinking cannot be switched off, and is paid for',
    test: [REQUESTS, 'Q3: is switched off by'],
  },
  {
    id: 'Q4',
    complaint: '`thinking_budget` above the limit of the model is an error',
    test: [REQUESTS, 'Q4: beyond the largest budget has the largest'],
  },
  {
    id: 'Q5',
    complaint: 'JSON mode is refused while thinking',
    test: [REQUESTS, '%s: gives way to what excludes it'],
  },
  {
    id: 'Q6',
    complaint: 'A forced `tool_choice` is refused while thinking',
    test: [REQUESTS, '%s: gives way to what excludes it'],
  },
  {
    id: 'Q7',
    complaint: '`Range of max_tokens should be [1, N]`',
    test: [REQUESTS, 'Q7: above the maximum of the model is the maximum'],
  },
  {
    id: 'Q8',
    complaint: '`max_tokens` or `max_completion_tokens`, and what it counts',
    test: [SETTINGS, 'Q8: a short max_tokens does not starve the answer of a model that thinks'],
  },
  {
    id: 'Q9',
    complaint: 'Fields and roles of OpenAI that some hosts refuse',
    sees: 'the request is made acceptable by the rules above, and `x-gateway-adapted` names what was changed',
    test: [REQUESTS, 'Q9: what OpenAI knows and Model Studio does not'],
  },
  {
    id: 'Q10',
    complaint: 'Later pieces of a tool call carry `id: ""` and `name: ""`',
    sees: 'id and name once, in the first piece of a call',
    test: [CHUNKS, 'tool calls'],
  },
  {
    id: 'Q11',
    complaint: 'Pieces without a name get lost, and arguments with them',
    sees: 'every piece has the index of its call',
    test: [CHUNKS, 'are kept apart by index where they interleave without ids'],
  },
  {
    id: 'Q12',
    complaint: 'Wrong or repeated `index` of parallel calls',
    sees: 'one index a call, told by its id first',
    test: [CHUNKS, 'are kept apart by id where they interleave with the same index'],
  },
  {
    id: 'Q13',
    complaint: 'An empty piece of arguments breaks a bridge to Responses',
    sees: 'an item is opened once its call has id and name; every call has a delta, and its arguments whole at its end',
    test: ['test/responses/random-streams.spec.ts', 'keep the contract of responses, and the answer'],
  },
  {
    id: 'Q14',
    complaint: '`reasoning_content` is lost on the way back in',
    sees: 'it comes with streamed and plain answers, in chat and in Responses, and goes on in the history; Messages: planned',
    test: [REQUESTS, 'Q14: reasoning of earlier turns goes on'],
  },
  {
    id: 'Q15',
    complaint: 'No usage in streams unless it is asked for',
    sees: 'usage is always asked for upstream and counted; the client gets the chunk if it asked',
    test: ['test/e2e/chat.spec.ts', 'is asked of the upstream and hidden from a client that did not ask'],
  },
  {
    id: 'Q16',
    complaint: 'Usage of embeddings is 0, since only the total is given',
    sees: 'the total, as prompt tokens',
    test: [EMBEDDINGS, 'gets the count of prompt tokens that some models leave out'],
  },
  {
    id: 'Q17',
    complaint: 'More rows of embeddings than a request may have',
    sees: 'one answer: the rows are asked for in several requests',
    test: [EMBEDDINGS, 'gets 1,000 rows, asked for a few at a time'],
  },
  {
    id: 'Q18',
    complaint: '`encoding_format` null or absent is refused',
    sees: 'floats are asked for, and nulls are not sent',
    test: [EMBEDDINGS, 'has every other field, and no null'],
  },
  {
    id: 'Q19',
    complaint: 'base64 vectors break parsers',
    sees: 'the encoding that was asked for, whichever comes',
    test: [EMBEDDINGS, 'is made of base64 where the upstream answers so'],
  },
  {
    id: 'Q20',
    complaint: 'Native and compatible paths are mixed up for vision and embeddings',
    sees: 'one compatible path a route, whatever the model is called; media for a model that is known to take none are a 400 that names the part',
    test: [REQUESTS, '$row: a part that $model cannot take is refused'],
  },
  {
    id: 'Q21',
    complaint: 'A key of another region looks like a bad key',
    sees: '502 `upstream_auth`; with `REGION_DIAGNOSIS` the log and `/health` tell the operator which region the key is of',
    test: [
      'test/e2e/region-diagnosis.spec.ts',
      'is named after the first request, and the client has its answer',
    ],
  },
  planned('Q22', 'Keys of plans need other hosts and have fewer models', 'with failover'),
  planned(
    'Q23',
    'A region without a shared host is aliased to another',
    'with failover; an unknown region is refused already',
  ),
  planned(
    'Q24',
    '429 `Request rate increased too quickly`',
    'with failover; until then it is a 429 with `error.limit: burst`',
  ),
  {
    id: 'Q25',
    complaint: '429 `insufficient_quota` is a throttle of a minute, and looks like a bill',
    sees: '429 `rate_limit_exceeded` with `error.limit: tokens`, `retry-after`, and no word of a bill',
    test: [ERRORS, 'the limit of tokens'],
  },
  planned('Q26', 'Failover still answers 429', 'with failover'),
  {
    id: 'Q27',
    complaint: '`DataInspectionFailed` on harmless text',
    sees: '400 `content_filter` in the upstream’s words and what to do, plain and streamed',
    test: [ERRORS, 'moderation'],
  },
  {
    id: 'Q28',
    complaint: 'Long silent thinking is cut by proxies',
    sees: 'a comment after every 15 s of silence, and an error event where a stream fails',
    test: ['test/e2e/heartbeat.spec.ts', 'opens a stream whose upstream has sent nothing'],
  },
  {
    id: 'Q29',
    complaint: '`cache_control` is stripped',
    sees: 'it goes on, in system messages that are joined too',
    test: [REQUESTS, 'Q29, Q32: markers of the cache and ids of files go on'],
  },
  planned(
    'Q30',
    'Explicit and implicit cache reads are priced alike',
    'with the books; the upstream’s `cache_type` goes on',
  ),
  planned('Q31', 'Wrong price tier of large prompts', 'with the books'),
  {
    id: 'Q32',
    complaint: '`fileid://` is not passed',
    sees: 'it goes on as it is; the ids of `/v1/files` are Model Studio’s own',
    test: [REQUESTS, 'Q29, Q32: markers of the cache and ids of files go on'],
  },
  {
    id: 'Q33',
    complaint: 'The client leaves, and the upstream goes on and bills',
    sees: 'the upstream request is aborted at once',
    test: ['test/e2e/disconnect.spec.ts', 'in its middle closes the upstream request'],
  },
  planned('Q34', 'Usage is lost, or too much is billed, when a client leaves', 'with the books'),
  planned(
    'Q35',
    'Billed twice by a retry',
    'with failover and the books; nothing is sent a second time today',
  ),
  planned('Q36', 'Cached tokens are negative or not billed', 'with the books'),
  {
    id: 'Q37',
    complaint: 'A batch is completed and has no output file',
    sees: 'bad lines are refused before the upstream gets the file; `/results` has every line, also those of the error file alone',
    test: ['test/e2e/batches.spec.ts', 'come from the error file alone where nothing went well'],
  },
  {
    id: 'Q38',
    complaint: '`Range of input length should be [1, N]`',
    sees: '400 `context_length_exceeded`',
    test: [ERRORS, 'an input that is too long'],
  },
  {
    id: 'Q39',
    complaint: 'Lists of content parts are flattened, images are lost',
    test: [REQUESTS, 'Q39: lists of parts stay lists'],
  },
];
