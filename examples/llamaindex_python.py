# pip install llama-index-core llama-index-llms-openai-like · python llamaindex_python.py 'Weather in Paris?'
import asyncio
import os
import sys

from llama_index.core.agent.workflow import AgentStream, FunctionAgent
from llama_index.llms.openai_like import OpenAILike


def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"It rains in {city}."


async def main() -> None:
    llm = OpenAILike(
        model=os.environ.get("MODEL", "qwen3.7-plus"),
        api_base=os.environ.get("GATEWAY_URL", "http://localhost:8080") + "/v1",
        api_key=os.environ.get("GATEWAY_KEY", "any"),
        is_chat_model=True,
        is_function_calling_model=True,
        context_window=1_000_000,
    )
    agent = FunctionAgent(tools=[get_weather], llm=llm)
    handler = agent.run(sys.argv[1] if len(sys.argv) > 1 else "Weather in Paris?")
    async for event in handler.stream_events():
        if isinstance(event, AgentStream):
            print(event.delta, end="", flush=True)
    await handler
    print()


asyncio.run(main())
