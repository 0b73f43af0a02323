# pip install anthropic · python anthropic_python.py 'Weather in Paris?'
import os
import sys

import anthropic

client = anthropic.Anthropic(
    # Without /v1, which the library adds.
    base_url=os.environ.get("GATEWAY_URL", "http://localhost:8080"),
    api_key=os.environ.get("GATEWAY_KEY", "any"),
)
model = os.environ.get("MODEL", "qwen3.7-plus")
tools = [
    {
        "name": "get_weather",
        "input_schema": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    }
]
messages = [{"role": "user", "content": sys.argv[1] if len(sys.argv) > 1 else "Weather in Paris?"}]

while True:
    with client.messages.stream(
        model=model,
        max_tokens=4096,
        thinking={"type": "enabled", "budget_tokens": 1024},
        tools=tools,
        messages=messages,
    ) as stream:
        for event in stream:
            if event.type == "thinking":
                print(event.thinking, end="", flush=True)
            elif event.type == "text":
                print(event.text, end="", flush=True)
        message = stream.get_final_message()
    # Whole, with the signatures of its thinking.
    messages.append({"role": "assistant", "content": message.content})
    if message.stop_reason != "tool_use":
        break
    results = [
        {
            "type": "tool_result",
            "tool_use_id": block.id,
            "content": f"It rains in {block.input['city']}.",
        }
        for block in message.content
        if block.type == "tool_use"
    ]
    messages.append({"role": "user", "content": results})
print()
