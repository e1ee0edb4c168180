<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="en_US">
<context>
    <name>Focus</name>
    <message numerus="yes">
        <source>%n done today</source>
        <translation>
            <numerusform>%n done today</numerusform>
            <numerusform>%n done today</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Focus done. %n today</source>
        <translation>
            <numerusform>Focus done. %n today</numerusform>
            <numerusform>Focus done. %n today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>And %n more shift(s).</source>
        <translation>
            <numerusform>And %n more shift.</numerusform>
            <numerusform>And %n more shifts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Shifts</name>
    <message numerus="yes">
        <source>%n question(s) to answer</source>
        <translation>
            <numerusform>%n question to answer</numerusform>
            <numerusform>%n questions to answer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Sync</name>
    <message numerus="yes">
        <source>%n list(s) suddenly miss much; nothing is removed yet.</source>
        <translation>
            <numerusform>%n list suddenly miss much; nothing is removed yet.</numerusform>
            <numerusform>%n lists suddenly miss much; nothing is removed yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) will not be sent.</source>
        <translation>
            <numerusform>%n change will not be sent.</numerusform>
            <numerusform>%n changes will not be sent.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more after these</source>
        <translation>
            <numerusform>%n more after these</numerusform>
            <numerusform>%n more after these</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) still to choose</source>
        <translation>
            <numerusform>%n field still to choose</numerusform>
            <numerusform>%n fields still to choose</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SyncChip</name>
    <message numerus="yes">
        <source>%n change(s) waiting to send</source>
        <translation>
            <numerusform>%n change waiting to send</numerusform>
            <numerusform>%n changes waiting to send</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) safe on this device</source>
        <translation>
            <numerusform>%n change safe on this device</numerusform>
            <numerusform>%n changes safe on this device</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) need you</source>
        <translation>
            <numerusform>%n change needs you</numerusform>
            <numerusform>%n changes need you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more waiting to send</source>
        <translation>
            <numerusform>%n more waiting to send</numerusform>
            <numerusform>%n more waiting to send</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) safe here</source>
        <translation>
            <numerusform>%n change safe here</numerusform>
            <numerusform>%n changes safe here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Offline · %n change(s)</source>
        <translation>
            <numerusform>Offline · %n change</numerusform>
            <numerusform>Offline · %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Today</name>
    <message numerus="yes">
        <source>%n pomodoro(s)</source>
        <translation>
            <numerusform>%n pomodoro</numerusform>
            <numerusform>%n pomodoros</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>%n change(s) not sent</source>
        <translation>
            <numerusform>%n change not sent</numerusform>
            <numerusform>%n changes not sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Week</name>
    <message numerus="yes">
        <source>%n pomodoro(s)</source>
        <translation>
            <numerusform>%n pomodoro</numerusform>
            <numerusform>%n pomodoros</numerusform>
        </translation>
    </message>
</context>
</TS>