# pip install openai · python openai_python.py 'Weather in Paris?'
import json
import os
import sys

from openai import OpenAI

client = OpenAI(
    base_url=os.environ.get("GATEWAY_URL", "http://localhost:8080") + "/v1",
    api_key=os.environ.get("GATEWAY_KEY", "any"),
)
model = os.environ.get("MODEL", "qwen3.7-plus")
tools = [
    {
        "type": "function",
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    }
]
items = [{"role": "user", "content": sys.argv[1] if len(sys.argv) > 1 else "Weather in Paris?"}]

while True:
    # The gateway keeps nothing of it: the reasoning travels sealed.
    with client.responses.stream(
        model=model, input=items, tools=tools, store=False, include=["reasoning.encrypted_content"]
    ) as stream:
        for event in stream:
            if event.type in ("response.output_text.delta", "response.reasoning_summary_text.delta"):
                print(event.delta, end="", flush=True)
        response = stream.get_final_response()
    items += [item.model_dump(exclude_none=True) for item in response.output]
    calls = [item for item in response.output if item.type == "function_call"]
    if not calls:
        break
    for call in calls:
        city = json.loads(call.arguments)["city"]
        items.append(
            {"type": "function_call_output", "call_id": call.call_id, "output": f"It rains in {city}."}
        )
print()
