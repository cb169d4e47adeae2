"""The data contract, declared once. docs/reference/contract.md is generated from here."""

from upstander.engine.tables import public, recorded, said, systems, workforce
from upstander.engine.tables.declare import Table

CONTRACT_VERSION = "1.0"

CONTRACT: dict[str, Table] = {
    table.name: table
    for section in (workforce, public, recorded, systems, said)
    for table in section.TABLES
}
