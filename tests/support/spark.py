"""Whether Spark can be run here, and if not, why: the words that a skipped test gives."""

import importlib.util
import os
import shutil


def why_not() -> str:
    """What is lacking to run Spark; nothing if it can be run."""
    if not os.environ.get("UPSTANDER_TEST_SPARK"):
        return "Spark is run by `./dev test --spark`"
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java 17 or 21 (Debian: openjdk-17-jre-headless)"
    return ""
