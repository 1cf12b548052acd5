"""From a typed configuration to the parts of a run: the one place that knows which part a mode needs.

Components are built from the registry and read their whole configuration here; nothing below looks at a configuration,
and nothing below asks for the mode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from mqk_core.config.bounds import plain_text
from mqk_core.config.sections import Choice, InstrumentTerms, OnHalt, RunConfig, instrument_terms
from mqk_core.domain.actions import CorporateAction
from mqk_core.domain.calendar import Schedule, schedule_named
from mqk_core.domain.events import Opening
from mqk_core.domain.instruments import Instrument
from mqk_core.domain.market import Tape
from mqk_core.domain.money import INT64_MAX, SCALE, from_decimal
from mqk_core.domain.reasons import ACTIONS_UNKNOWN
from mqk_core.engine.state import State
from mqk_core.engine.step import Engine
from mqk_core.errors import ConfigError, PluginError, Problem, Where
from mqk_core.hookspecs import Registry
from mqk_core.isolation.capital import Share, find_excess
from mqk_core.ports import DataProvider, SimulatedBroker, VenueSetup
from mqk_core.risk.account_settings import DayTradesConfig, MarginConfig
from mqk_core.risk.book_limits import GrossLimit
from mqk_core.risk.forbidden import ForbiddenSymbols
from mqk_core.risk.gate import RiskGate
from mqk_core.risk.rule import RiskRule
from mqk_core.risk.settings import ValueLimitConfig
from mqk_core.runtime.corporate_actions import KnownActions, read_actions
from mqk_core.sim.stress import stressed_costs, venue_terms
from mqk_core.strategy.host import StrategyHost

#: The key that forbids symbols names the rule that does; no rule of a configuration can have this name.
UNKNOWN_ACTIONS: Final = "data.unknown_actions"
#: Settings that name the kind of the account.
ACCOUNT_RULES: Final = (DayTradesConfig, MarginConfig)


@attrs.frozen
class Assembly:
    """Builds the parts of one run; every method reads the keys of its section."""

    config: RunConfig
    registry: Registry

    def _build(self, kind: str, name: str, *arguments: Any) -> Any:
        return self.registry[kind, name].component.build(*arguments)

    def schedule(self) -> Schedule:
        return schedule_named(self.config.schedule.kind.value)

    def provider(self) -> DataProvider:
        provider: DataProvider = self._build("data", self.config.data.kind, self.config.data.config)
        return provider

    def actions(self, tape: Tape, schedule: Schedule) -> KnownActions:
        """Return what is known of splits and dividends of the tape's symbols.

        Raises
        ------
        DataError : the file of `data.actions` cannot be read as such.
        """
        return read_actions(self.config.data.config.actions, tape, schedule)

    def forbidden(self, known: KnownActions) -> tuple[str, ...]:
        """Return the symbols that may not be entered, since too little is known of them.

        Raises
        ------
        SafetyRefusal : the policy is to refuse such a run.
        """
        return known.forbidden(self.config.data.config.unknown_actions)

    def instruments(self, symbols: tuple[str, ...]) -> tuple[Instrument, ...]:
        """Return the terms of what is traded.

        Raises
        ------
        ConfigError : terms for a symbol that the data does not hold, in another currency than the account's, or by
        which one lot is worth no exact amount.
        """
        unknown = sorted(set(self.config.instruments.symbols) - set(symbols))
        if unknown:
            where = Where(key=f"instruments.symbols.{unknown[0]}")
            raise ConfigError([Problem(where, f"the data holds no {unknown[0]}; it holds {', '.join(symbols)[:200]}")])
        account = self.config.account.currency
        found = []
        for symbol in symbols:
            terms = instrument_terms(self.config, symbol)
            if terms.currency != account:
                where = Where(key="account.currency")
                message = (
                    f"{symbol} is priced in {terms.currency}, the account is in {account}; there is no rate source"
                )
                raise ConfigError([Problem(where, message)])
            found.append(self._instrument(symbol, terms))
        return tuple(found)

    def _instrument(self, symbol: str, terms: InstrumentTerms) -> Instrument:
        tick, lot, multiplier = (from_decimal(each) for each in (terms.tick, terms.lot, terms.multiplier))
        whole, rest = divmod(lot * multiplier, SCALE)
        if rest or whole > INT64_MAX:
            place = f"symbols.{symbol}" if symbol in self.config.instruments.symbols else "default"
            message = (
                f"a lot of {terms.lot} {symbol} times a multiplier of {terms.multiplier} is no exact amount; expected "
                "at most 8 decimals and at most 64 bits of them; change one of the two"
            )
            raise ConfigError([Problem(Where(key=f"instruments.{place}.multiplier"), message)])
        return Instrument(symbol, tick, lot, terms.currency, multiplier)

    def broker(
        self, tape: Tape, instruments: tuple[Instrument, ...], actions: tuple[CorporateAction, ...] = ()
    ) -> SimulatedBroker:
        fills = self._build("fills", self.config.fills.kind, self.config.fills.config)
        costs = self._build("costs", self.config.costs.kind, self.config.costs.config)
        stress = self.config.stress
        terms = venue_terms(self.config.broker.config, stress)
        venue = VenueSetup(tape, instruments, fills, stressed_costs(costs, stress), self.cash(), terms, actions)
        broker: SimulatedBroker = self._build("broker", self.config.broker.kind, self.config.broker.config, venue)
        return broker

    def engine(
        self,
        tape: Tape,
        instruments: tuple[Instrument, ...],
        sink: Callable[[bytes], object],
        actions: tuple[CorporateAction, ...] = (),
        forbidden: tuple[str, ...] = (),
        seen: tuple[tuple[str, int], ...] = (),
    ) -> Engine:
        """Return the sealed engine, opened with the account's cash; `forbidden` symbols may not be entered.

        `seen` says of newcomers on how many days they have traded before.
        """
        hosts = [self._host(name, tape.symbols) for name in self.config.strategies]
        state = State(
            instruments,
            hosts,
            self.gate(forbidden),
            self.config.integrity.gap_tolerance_bars,
            self.config.risk.on_halt is OnHalt.FLATTEN,
            sink,
            actions,
        )
        engine = Engine(tape, state)
        engine.handle(Opening(0, 0, self.cash(), seen=seen))
        return engine

    def cash(self) -> int:
        """Return what the engine trades with: its capital on an account that several share, else the account's cash.

        Raises
        ------
        ConfigError : the engine has no share of the account, or all together have more than there is.
        """
        own = self._shares().get(self.config.engine)
        return from_decimal(self.config.account.cash) if own is None else own.capital

    def gate(self, forbidden: tuple[str, ...] = ()) -> RiskGate:
        """Return the gate with the rules of all scopes; a verdict names its rule as the configuration does.

        `forbidden` symbols may not be entered, because their corporate actions are not known.

        Raises
        ------
        ConfigError : as `cash`; or a rule counts on another kind of account than there is.
        """
        risk, account = self.config.risk, self.config.account
        rules = [self._rule(("risk", "rules", name), name, choice) for name, choice in risk.rules.items()]
        rules += [
            self._rule(("account", "rules", name), f"account.{name}", choice) for name, choice in account.rules.items()
        ]
        own = self._shares().get(self.config.engine)
        if own is not None and own.gross_max is not None:
            cap = GrossLimit(own.gross_max)
            cap.name = "engine.gross"
            rules.append(cap)
        if forbidden:
            rules.append(ForbiddenSymbols(UNKNOWN_ACTIONS, forbidden, ACTIONS_UNKNOWN))
        strategies = {
            strategy: tuple(
                self._rule(("risk", "strategies", strategy, name), f"{strategy}.{name}", choice)
                for name, choice in named.items()
            )
            for strategy, named in risk.strategies.items()
        }
        return RiskGate(tuple(rules), strategies)

    def _shares(self) -> Mapping[str, Share]:
        """Return what each engine has of the account; nothing when the account is this engine's alone."""
        account = self.config.account
        shares = {
            name: Share(from_decimal(each.capital), None if each.gross_max is None else from_decimal(each.gross_max))
            for name, each in account.engines.items()
        }
        rule = account.rules.get("gross")
        limit = rule.config if rule is not None else None
        gross_max = from_decimal(limit.value_max) if isinstance(limit, ValueLimitConfig) else None
        excess = find_excess(self.config.engine, shares, from_decimal(account.cash), gross_max)
        if excess:
            raise ConfigError([Problem(Where(key="account.engines"), message) for message in excess])
        return shares

    def _host(self, name: str, symbols: tuple[str, ...]) -> StrategyHost:
        choice = self.config.strategies[name]
        component = self.registry["strategy", choice.kind].component
        host = StrategyHost(name, component.build(choice.config), component.state, symbols)
        host.start()
        return host

    def _rule(self, path: tuple[str, ...], name: str, choice: Choice) -> RiskRule:
        kind = self.config.account.kind
        if isinstance(choice.config, ACCOUNT_RULES) and choice.config.account is not kind:
            where = Where(key=".".join((*path, "account")))
            found = plain_text(choice.config.account)
            raise ConfigError([Problem(where, f"expected the account's kind, {plain_text(kind)}, found {found}")])
        rule = self._build("risk_rule", choice.kind, choice.config)
        if not isinstance(rule, RiskRule):
            offer = self.registry["risk_rule", choice.kind]
            raise PluginError(
                f"risk rule '{choice.kind}' of plugin '{offer.plugin}' built a {type(rule).__name__}; expected a "
                "RiskRule of mqk_core.api; nothing was started"
            )
        rule.name = name
        return rule
