/** The lots found so far and the relations between them, as answers of `mdq_trace` come in. */
export class LotGraph {
    constructor() {
        this.nodes = new Map();
        this.edges = new Map();
    }

    /** Add an answer; `shift` is the level of the lot that it was asked for. */
    add(answer, shift = 0) {
        for (const node of answer.nodes) {
            if (!this.nodes.has(node.lot_id)) {
                this.nodes.set(node.lot_id, { ...node, level: node.level + shift });
            }
        }
        for (const edge of answer.edges) {
            const key = [edge.parent, edge.child, edge.kind, edge.production_id].join("-");
            this.edges.set(key, { ...edge, key });
        }
    }

    parentsOf(lotId) {
        return [...this.edges.values()].filter((edge) => edge.child === lotId);
    }

    childrenOf(lotId) {
        return [...this.edges.values()].filter((edge) => edge.parent === lotId);
    }

    /** How many lots right before and after this one are not shown yet. */
    hidden(node) {
        const shown = (edges, end) => new Set(edges.map((edge) => edge[end])).size;
        return {
            backward: Math.max(0, node.parents - shown(this.parentsOf(node.lot_id), "parent")),
            forward: Math.max(0, node.children - shown(this.childrenOf(node.lot_id), "child")),
        };
    }

    /** Rows of an indented table from these lots on; a lot met again is named but not followed twice. */
    rows(lotIds, direction) {
        const rows = [];
        const followed = new Set();
        const walk = (lotId, edge, depth) => {
            const node = this.nodes.get(lotId);
            if (!node) {
                return;
            }
            const again = followed.has(lotId);
            rows.push({ key: `${direction}-${rows.length}`, node, edge, depth, again });
            if (again) {
                return;
            }
            followed.add(lotId);
            const edges = direction === "forward" ? this.childrenOf(lotId) : this.parentsOf(lotId);
            for (const next of edges) {
                walk(direction === "forward" ? next.child : next.parent, next, depth + 1);
            }
        };
        lotIds.forEach((lotId) => walk(lotId, null, 0));
        return rows;
    }
}
