import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const INTERVAL = 15000;

/**
 * All backends with their figures; a click on a figure opens what it counts.
 *
 * The figures are read again every fifteen seconds, unless the page is hidden.
 */
export class ConnectorDashboard extends Component {
    static template = "connector.Dashboard";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        // For the timer: an answer may come after the page was left.
        this.quietly = this.orm.silent;
        this.action = useService("action");
        this.state = useState({ backends: [], isLoaded: false });
        this.controlPanel = { "top-right": false, "bottom-right": false };
        onWillStart(() => this.load(this.orm));
        onMounted(() => {
            this.timer = setInterval(() => this.refresh(), INTERVAL);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async load(orm) {
        this.state.backends = await orm.call("connector.dashboard", "figures", []);
        this.state.isLoaded = true;
    }

    async refresh() {
        if (document.hidden || this.isRefreshing) {
            return;
        }
        this.isRefreshing = true;
        try {
            await this.load(this.quietly);
        } catch {
            // The server is away: the next try will tell.
        } finally {
            this.isRefreshing = false;
        }
    }

    async open(backend, figure, model = "") {
        const { backend_model, backend_id } = backend;
        const action = await this.orm.call("connector.dashboard", "open_figure", [
            backend_model,
            backend_id,
            figure,
            model,
        ]);
        await this.action.doAction(action);
    }

    ago(text) {
        return text ? deserializeDateTime(text).toRelative() : "–";
    }

    exactly(text) {
        return text ? formatDateTime(deserializeDateTime(text)) : "";
    }

    /** Height of a part of a bar in percent, so that the highest bar fills the graph. */
    height(backend, runs) {
        const sums = backend.days.map(({ done, running, failed }) => done + running + failed);
        const most = Math.max(1, ...sums);
        return (100 * runs) / most;
    }

    barTitle({ day, done, running, failed }) {
        return _t(
            "%(day)s: %(done)s runs without failures, %(failed)s with, %(running)s under way",
            { day, done, failed, running }
        );
    }
}

registry.category("actions").add("connector_dashboard", ConnectorDashboard);
