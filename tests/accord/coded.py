"""A small register for tests: two documents, four provisions, three coders."""

from __future__ import annotations

TABLES = {
    "document": [
        {"document_id": "D1", "title": "First", "date": "2020-11-10", "parties": "XA;XB;XC (host)"},
        {"document_id": "D2", "title": "Second", "date": "2021-08", "legal_force": "political, signed"},
    ],
    "provision": [
        {"provision_id": "P1", "document_id": "D1", "topic": "rail", "obligated": "XA;XB", "summary": "a"},
        {"provision_id": "P2", "document_id": "D1", "topic": "rail", "obligated": "XA (by memo)",
         "summary": "b", "deadline": "2021-06-30"},
        {"provision_id": "P3", "document_id": "D1", "topic": "", "obligated": "", "summary": "c",
         "deadline": "2020-12-31"},
        {"provision_id": "P4", "document_id": "D2", "topic": "road", "obligated": "XB", "summary": "d"},
    ],
    "coding": [
        {"provision_id": "P1", "date": "2020-11-10", "coder": "a", "implementation": 0},
        {"provision_id": "P1", "date": "2021-05", "coder": "a", "implementation": 3},
        {"provision_id": "P1", "date": "2021-05-01", "coder": "b", "implementation": 2, "disputed": "yes"},
        {"provision_id": "P2", "date": "2021-01-15", "coder": "a", "implementation": 1},
        {"provision_id": "P2", "date": "2021-01-15", "coder": "b", "implementation": 1},
        {"provision_id": "P4", "date": "2022-02-01", "coder": "a", "implementation": 2, "overtaken": "yes"},
        {"provision_id": "P4", "date": "2022-01-01", "coder": "c", "implementation": 0},
    ],
}  # fmt: skip
