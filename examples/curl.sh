#!/bin/sh
# sh curl.sh 'Why is the sky blue?' (JSON's quotes in the text need a backslash)
set -eu
url=${GATEWAY_URL:-http://localhost:8080}
key=${GATEWAY_KEY:-any}
model=${MODEL:-qwen3.7-plus}
text=${1:-Why is the sky blue?}

# OpenAI's chat completions, streamed.
curl -sSN "$url/v1/chat/completions" \
  -H "authorization: Bearer $key" -H 'content-type: application/json' \
  -d "{\"model\": \"$model\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"$text\"}]}"

# OpenAI's responses.
curl -sS "$url/v1/responses" \
  -H "authorization: Bearer $key" -H 'content-type: application/json' \
  -d "{\"model\": \"$model\", \"input\": \"$text\"}"
echo

# Anthropic's messages, streamed.
curl -sSN "$url/v1/messages" \
  -H "x-api-key: $key" -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' \
  -d "{\"model\": \"$model\", \"max_tokens\": 1024, \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"$text\"}]}"
