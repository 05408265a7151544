"""The child that decodes and reads. Started by `scanning.child.Reader` only; knows no database, no key, no network."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any


def main() -> None:
    # Whatever a library prints must not run into the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    requests = os.fdopen(os.dup(0), "rb")
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    os.dup2(quiet, 1)
    from scanning import limits, wire

    limits.die_with_parent()
    is_cut = limits.cut_network()
    engine_path, memory = sys.argv[1], int(sys.argv[2])
    bounds = limits.Limits(memory=memory)
    limits.apply(bounds)
    limits.allow_cpu(bounds.cpu_seconds)
    worker = _Worker(engine_path)
    answers.write(wire.pack({"ready": True, "network_is_cut": is_cut}))
    while True:
        try:
            request, _ = wire.receive(requests)
        except wire.Closed:
            return
        limits.allow_cpu(bounds.cpu_seconds)
        message, payload = worker.answer(request)
        answers.write(wire.pack(message, payload))


class _Worker:
    def __init__(self, engine_path: str) -> None:
        import cv2

        from scanning.engines.contract import engine_at

        cv2.setNumThreads(1)
        self.engine = engine_at(engine_path)

    def answer(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        from scanning.engines.contract import EngineMissing
        from scanning.problems import ReadingFailed, Refused

        try:
            return getattr(self, f"do_{request['do']}")(request)
        except Refused as why:
            return {"refused": why.sentence}, b""
        except ReadingFailed as why:
            return {"failed": why.sentence, "try_again": why.try_again}, b""
        except EngineMissing as why:
            return {"failed": str(why), "try_again": True}, b""
        except MemoryError:
            return {
                "failed": "This page needs more memory than one page may take. Scan it again at 300 dots an inch.",
                "try_again": False,
            }, b""
        # A decoder fed with hostile bytes may raise anything; one page must never take the others with it.
        except Exception as why:  # noqa: BLE001
            return {
                "failed": f"This page could not be decoded ({type(why).__name__}). Scan the sheet again.",
                "try_again": False,
            }, b""

    def do_examine(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        from scanning import pipeline

        return {"examination": asdict(pipeline.examine(Path(request["path"])))}, b""

    def do_cut(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        from scanning import pipeline

        pages = pipeline.cut(Path(request["path"]), Path(request["out"]))
        told = [{**asdict(page), "path": str(page.path) if page.path else None} for page in pages]
        return {"pages": told}, b""

    def do_read(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        from scanning import pipeline
        from scanning.engines.contract import ReadingContext

        context = ReadingContext(
            **{**request["context"], "languages": tuple(request["context"]["languages"])}
        )
        reading = pipeline.read(Path(request["path"]), request["index"], context, self.engine)
        told = asdict(reading)
        view, thumbnail = told.pop("view"), told.pop("thumbnail")
        told["words"] = [
            [word.text, word.left, word.top, word.width, word.height, round(word.confidence, 1)]
            for word in reading.words
        ]
        return {"reading": told, "view_bytes": len(view)}, view + thumbnail


if __name__ == "__main__":
    main()
