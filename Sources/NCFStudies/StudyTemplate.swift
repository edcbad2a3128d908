/// A small study that runs in seconds, to begin one's own from.
public enum StudyTemplate {
  /// A name for a folder's study: lower-case letters, digits, `-` and `_`.
  public static func name(for folder: String) -> String {
    let plain = folder.lowercased().map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || character == "_") ? character : "-"
    }
    let name = String(plain.prefix(64)).split(separator: "-").joined(separator: "-")
    return name.isEmpty ? "study" : name
  }

  /// The files by name.
  public static func files(named name: String) -> [(file: String, text: String)] {
    [
      (StudyFolder.file, study(name)), (StudyFolder.publishedFile, published), ("sweep.json", sweep),
    ]
  }

  private static func study(_ name: String) -> String {
    """
    {
      "name": "\(name)",
      "title": "The title of the paper",
      "authors": ["First Author", "Second Author"],
      "venue": "VENUE 2017",
      "datasets": [{ "name": "sample", "title": "Sample" }],
      "sections": [
        {
          "name": "\(name)-table",
          "title": "Table 1. Methods by predictive factors",
          "caption": "of GMF and MLP by the number of predictive factors",
          "experiments": ["sweep"],
          "layout": {
            "kind": "table",
            "rows": "factors",
            "columns": [
              { "title": "GMF", "where": { "method": "gmf" } },
              { "title": "MLP", "where": { "method": "mlp" } }
            ]
          }
        },
        {
          "name": "\(name)-figure",
          "title": "Figure 1. Performance against predictive factors",
          "experiments": ["sweep"],
          "layout": {
            "kind": "curves", "against": "factors", "axis": "predictive factors", "evenly_spaced": true,
            "methods": ["itempop", "gmf", "mlp"]
          }
        }
      ],
      "claims": [
        {
          "name": "gmf-beats-itempop",
          "statement": "GMF beats ItemPop at every number of predictive factors.",
          "source": "Section 4, Table 1.",
          "experiments": ["sweep"],
          "rule": {
            "kind": "better",
            "subject": { "where": { "method": "gmf" } },
            "than": [{ "where": { "method": "itempop" } }],
            "each": { "factors": [4, 8] }
          }
        }
      ],
      "pages": [
        {
          "name": "\(name)-page",
          "title": "What comes back",
          "blocks": [
            { "text": "Text of your own. Numbers and verdicts fill themselves in." },
            { "overview": true },
            { "figure": "\(name)-figure", "text": "HR@10 and NDCG@10 by predictive factors" },
            { "heading": "Does GMF beat ItemPop?", "claim": "gmf-beats-itempop" },
            { "tables": "\(name)-table" }
          ],
          "limits": ["The sample is small."]
        }
      ]
    }

    """
  }

  private static let published = """
    {
      "sources": [
        {
          "name": "First Author and Second Author, VENUE 2017",
          "date": "2017",
          "tables": [
            {
              "name": "Table 1", "page": 7,
              "columns": ["dataset", "method", "factors", "hr@10", "ndcg@10"],
              "rows": [
                ["sample", "gmf", 4, 0.300, 0.150],
                ["sample", "gmf", 8, 0.300, 0.150]
              ]
            }
          ]
        }
      ]
    }

    """

  private static let sweep = """
    {
      "name": "sweep",
      "title": "GMF and MLP by predictive factors",
      "settings": { "dataset": "sample" },
      "groups": [
        { "settings": { "method": "itempop" } },
        {
          "settings": { "epochs": 20, "learning_rate": 0.005, "batch_size": 128 },
          "sweep": { "method": ["gmf", "mlp"], "factors": [4, 8] }
        }
      ]
    }

    """
}
