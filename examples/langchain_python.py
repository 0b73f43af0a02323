# pip install langchain-openai · python langchain_python.py 'Weather in Paris?'
import os
import sys

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI


@tool
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"It rains in {city}."


model = ChatOpenAI(
    model=os.environ.get("MODEL", "qwen3.7-plus"),
    base_url=os.environ.get("GATEWAY_URL", "http://localhost:8080") + "/v1",
    api_key=os.environ.get("GATEWAY_KEY", "any"),
).bind_tools([get_weather])

messages = [HumanMessage(sys.argv[1] if len(sys.argv) > 1 else "Weather in Paris?")]
while True:
    answer = None
    for chunk in model.stream(messages):
        if isinstance(chunk.content, str):
            print(chunk.content, end="", flush=True)
        answer = chunk if answer is None else answer + chunk
    if not answer.tool_calls:
        break
    messages.append(answer)
    for call in answer.tool_calls:
        messages.append(ToolMessage(get_weather.invoke(call["args"]), tool_call_id=call["id"]))
print()
