"""Opens what tupu exported with the programs that people will open it with.

    python3 tests/readers/check.py FOLDER [FOLDER...]

Each FOLDER holds graph.dot, graph.graphml, graph.json, nodes.csv and edges.csv of one graph. graph.dot is drawn by
Graphviz, graph.graphml and graph.json are read by networkx, the tables by Python's csv module; all must agree on nodes
and edges. A reader that is not installed is named as skipped; with TUPU_READERS=required it is a failure.
"""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree

REQUIRED = os.environ.get("TUPU_READERS") == "required"


def skipped(what):
    if REQUIRED:
        sys.exit(f"failed: {what} is not installed")
    print(f"skipped: {what} is not installed")


def expect(condition, message):
    if not condition:
        sys.exit(f"failed: {message}")


def tables(folder):
    csv.field_size_limit(1 << 30)
    with open(folder / "nodes.csv", encoding="utf-8", newline="") as file:
        nodes = {row["Id"]: row["Label"] for row in csv.DictReader(file)}
    with open(folder / "edges.csv", encoding="utf-8", newline="") as file:
        edges = {row["Id"]: (row["Source"], row["Target"]) for row in csv.DictReader(file)}
    for source, target in edges.values():
        expect(source in nodes and target in nodes, f"{folder}: an end is missing in edges.csv")
    return nodes, edges


def check_networkx(folder, nodes, edges):
    try:
        import networkx
    except ImportError:
        skipped("networkx")
        return
    document = json.loads((folder / "graph.json").read_text(encoding="utf-8"))
    key = "edges" if "edges" in document else "links"
    graphs = {
        "graph.json": networkx.node_link_graph(document, edges=key),
        "graph.graphml": networkx.read_graphml(folder / "graph.graphml", force_multigraph=True),
    }
    for name, graph in graphs.items():
        expect(graph.is_directed() and graph.is_multigraph(), f"{folder}/{name}: kind of graph")
        read = {node: data.get("label", "") for node, data in graph.nodes(data=True)}
        expect(read == nodes, f"{folder}/{name}: nodes differ from nodes.csv")
        ends = {key: (source, target) for source, target, key in graph.edges(keys=True)}
        expect(ends == edges, f"{folder}/{name}: edges differ from edges.csv")
    print(f"ok: networkx {networkx.__version__} {folder}: {len(nodes)} nodes, {len(edges)} edges")


def check_graphviz(folder, edges):
    if shutil.which("dot") is None:
        skipped("graphviz")
        return
    drawn = subprocess.run(["dot", "-Tsvg", folder / "graph.dot"], capture_output=True, timeout=300)
    messages = drawn.stderr.decode("utf-8", "replace")
    expect(drawn.returncode == 0, f"{folder}: dot: {messages}")
    expect("syntax" not in messages and "rror" not in messages, f"{folder}: dot: {messages}")
    svg = xml.etree.ElementTree.fromstring(drawn.stdout)
    groups = [group for group in svg.iter("{http://www.w3.org/2000/svg}g") if group.get("class") == "edge"]
    expect({group.get("id") for group in groups} == set(edges), f"{folder}: edges drawn differ from edges.csv")
    print(f"ok: graphviz {folder}: {len(groups)} edges drawn")


def main():
    folders = [pathlib.Path(argument) for argument in sys.argv[1:]]
    expect(folders, "name at least one folder")
    for folder in folders:
        nodes, edges = tables(folder)
        check_networkx(folder, nodes, edges)
        check_graphviz(folder, edges)


main()
