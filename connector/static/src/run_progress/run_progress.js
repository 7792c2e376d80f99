import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const INTERVAL = 2000;

/**
 * The progress of a run, which moves as long as the run does.
 *
 * The record is read again every two seconds until its state is no longer "running":
 * the counts beside the bar move along. Nothing is asked for while the page is hidden,
 * or while an answer is awaited.
 */
export class RunProgress extends Component {
    static template = "connector.RunProgress";
    static props = { ...standardFieldProps };

    setup() {
        // Not the service that a component gets protected: an answer may come after
        // the page was left, and is then of no interest.
        this.orm = useService("orm").silent;
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), INTERVAL);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get isRunning() {
        return this.props.record.data.state === "running";
    }

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get label() {
        const { found_count: found } = this.props.record.data;
        return this.isRunning && !found ? _t("Searching…") : `${this.value} %`;
    }

    get color() {
        const colors = { done: "bg-success", failed: "bg-warning", stopped: "bg-secondary" };
        return colors[this.props.record.data.state] || "bg-primary";
    }

    async refresh() {
        const { record } = this.props;
        if (!this.isRunning || !record.resId || document.hidden || this.isRefreshing) {
            return;
        }
        this.isRefreshing = true;
        try {
            await this.orm.call("connector.run", "refresh", [[record.resId]]);
            await record.load();
        } catch {
            // The server is away, or the run was deleted: the next try will tell.
        } finally {
            this.isRefreshing = false;
        }
    }
}

export const runProgress = {
    component: RunProgress,
    displayName: _t("Progress of a run"),
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "found_count", type: "integer" },
    ],
};

registry.category("fields").add("connector_run_progress", runProgress);
