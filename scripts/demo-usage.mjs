/** Commands for another terminal. The demo has no keys, so the clients' key may be anything. */
export function usageText(gateway) {
  const base = `${gateway}/v1`;
  return `3. Your turn: paste into another terminal

curl -N ${base}/chat/completions -H 'content-type: application/json' \\
  -d '{"model":"qwen-plus","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"Hello"}]}'

OpenAI client for Node, in this directory:
node --input-type=module <<'EOF'
import OpenAI from 'openai';
const client = new OpenAI({ baseURL: '${base}', apiKey: 'anything' });
const messages = [{ role: 'user', content: 'Hello' }];
const chat = await client.chat.completions.create({ model: 'qwen-plus', max_tokens: 64, messages });
console.log(chat.choices[0].message.content);
EOF

OpenAI client for Python, after pip install openai:
python3 - <<'EOF'
from openai import OpenAI
client = OpenAI(base_url="${base}", api_key="anything")
messages = [{"role": "user", "content": "Hello"}]
chat = client.chat.completions.create(model="qwen-plus", max_tokens=64, messages=messages)
print(chat.choices[0].message.content)
EOF

API documents   ${gateway}/swagger
Stop            Ctrl-C`;
}
