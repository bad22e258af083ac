namespace PretrainBuiltIn.Pictures.Concepts;

/// <summary>
/// Names under which icon sets draw something else than the word says first, or each something else: glyphs of user interfaces,
/// brands, abstract words, and words with two meanings. Their icons are left out.
/// </summary>
internal static class IconHomonyms
{
    private const string Names = """
        abs, academic, accept, access, ace, acid, acoustic, adobe, afferent, affiliate, agents, aid, alabama, alarm, album, alcohol, altar boy,
        amazon, anatomy, android, angle, apc, application, appointment, archive, arizona, arrival, arrow, arrows, art gallery, assembly, assistant,
        atlas, atomic power, attachment, attack, attraction, automatic, automation, avatar, axis, back, backbone, backspace, backup, balance, bamboo,
        bar, bars, beauty, berlin, beta, binary, black, black flag, blast, bleeding heart, blind, blindfold, bling, blob, block, blogger, bloom,
        board, body, bolas, bolt, boom, bootstrap, boss, bot, box office, boxer, braces, bracket, brackets, branch, brazil, browser, browsers, brute,
        bud, buffet, button, cafe, call centre, calling, calm, calm face, can, cap, capital, caps, carrion, cartwheel, cast, catch, cattle grid,
        cell, cells, chain, champion, champions, change, character, charger, charity, charm, chart, chat, chats, check, check button, checks,
        chinese, churn, circles, classroom, click, clinic, clip, clock, clone, cloth, clothes, clout, club, clubs, cobweb, collage, colon, colors,
        column, columns, coma, combine, come, comma, commerce, commodity, companion, component, components, composition, compound, compress,
        compression, computer user, conditioner, cone shape, confectionery, connection, connector, consignment, console, contact, contacts,
        container, control, controller, conveyor, copilot, copy, cos, cosmetic, counter, course, court, crane, crazy, creation, crop, cross,
        crossbred, crossroad, cultist, cursor, cut, cutter, cycle, dairy, dashboard, date, dates, dealer, death, delaware, delta, democrat, deposit,
        detour, developer, devices, diagram, diameter, diamonds, dip switch, discharge, display, distortion, division, doc, dock, docker, document,
        documents, dollar, dot, dot matrix, dots, down, drafts, drag, drain, draw, drawing, dribble, drinking water, drive, drizzle, drop, dry,
        duplex, duplicate, earth, easel view, economy, edge, editor, effects, efferent, eight ball, elder, electric, electric switch,
        electrical resistance, electricity, ember, empty, endocrine, energy, engineering, english, entrance, entry, equal, equalizer, equals, euro,
        exchange, exit, exponent, export, exposure, external drive, face, fall, fast, fast food, fat, fault, favourite, feed, female, fencing, field,
        figure, file, files, filter, filters, finance, firewall, first, first aid, five, flash, flippers, flirt, float, floor plan, foam, focus,
        fold, font, food, food chain, football, form, forms, formula, forum, forward, four, foursquare, frame, framer, frameworks, friends, fuji,
        gallery, game, gas, gas meter, giant, git, gizmo, globe, gluten, goal, good, government building, grab, gravity, green, grid, grip, grocery,
        growth, guest, hamburger button, harbor, hardware, hash, haze, head, header, heading, headshot, help, hemisphere, high, high bars, hiss,
        hold, hologram, hood, hop, hospice, hotspot, hub, human, i phone, icons, illinois, image, images, implant, import, indiana, induction,
        inpatient, inspiration, institution, instrument, intellectual, internet, intersection, inventory, iowa, iphone, japan, jasmine, java, jelly,
        jewel, job, join, joint, joints, juggler, jumpers, junction, justice, kansas, kid, knockout, labs, lambda, lan, landing, landscape, launch,
        layer, layers, lcd, leak, led, left, letter, letter bomb, letter case, letters, level, level crossing, liar, life support, lift, ligature,
        light, lincoln, line, linear, load, loader, loading, loaf, local, location, log, loop, love, lovers, luger, mac, male, man, margin, mark,
        mask face, massachusetts, master, material, matrix, maya, medium, memory, men, mentor, menu, mesh, messenger, mickey, mine, minions,
        missouri, mist, mistral, mobile button, module, mollie, moment, motion, mouse, municipality, muslim, natural, nature, navigator, negative,
        nerd, network, neural network, neutral, nmr, nook, note, notes, notion, nuclear power, number, numbers, nutrition, office, officer, one,
        opacity, outlet, outpatient, overdrive, overhead, pad, pain, panorama, panoramas, parabola, party, paster, path, patient, people, person,
        pharmacy, photo, photograph, physics, pianist, pic, pip, pipes, pivot, placeholder, plan, planner, platform, pocket, point, pointer, poll,
        portal, portrait, positive, post, pound, power, power button, power meter, predator, prescription, prescriptions, presentation, press, print,
        private, process, projection, proportions, protection, psychic, pull, pulse, punch, push, quay, queue, quicksand, radial, radiation,
        radiations, radical, radius, rail, ram, rapper, reactor, record, reel, referral, refinery, refraction, register, remedy, reminder, remote,
        repository, reproduction, republican, resonance, reticule, return, rifle sight, right, right angle, robber, rogue, rolodex, room, root,
        round, route, routes, rows, rule, rules, run, safety, scale, scales, scan, scan face, screen, scribble, seal, section, sector, security,
        segment, selector, separator, serial port, server, servers, service, services, setting, settings, setup, shade, shadow, shake, shape, shapes,
        share, sheet, shell, shelter, shift, shifts, shirt button, shopping, shrink, sign, signal, silex, single, sinusoid, six, sketch, slack,
        slash, slave, slice, slide, sliders, slot, smoking, snacks, snatch, sob, solar energy, solar power, solid, sort, soul, spa, space, spaces,
        spade, spades, spam, spartan, speed, spinner, spline, split, sport, spring, spy, stack, star face, steps, stock, stock market, stop, storage,
        straight face, stream, streets, stripe, structure, success, suicide, sum, summit, support, suspension, swallow, swing, switch, switch button,
        symmetry, system, tab, tablet button, tabs, tangent, tec, terminal, terror, theater, three, thrust, tick, tinker, tips, token, tool case,
        trace, track, trade, trail, transfer, transit, transmission, transparency, transport, transporter, tray, tree diagram, tree face, trunk,
        twister, two, type, union, union jack, universal, universe, upgrade, user, users, vaccine, vanity, variable, vault, vector, vegan, venus,
        video, view, viewfinder, vignette, vip, voice, volume, voucher, walk, wan, wash, water level, water meter, waters, wave, web, weight, widget,
        widgets, wind power, woman, women, work, worker, world, wrap, xxx, yahoo, yen, yield, zip
        """;

    private static readonly HashSet<string> _names = new(
        Names.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    public static bool Contains(string name) => _names.Contains(name);
}
